import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lineOf, programOf } from './guide.ts';

/** What makes a new app. Each is pinned; `newer.ts` says what the newest one makes differently. */
export interface Generator {
  readonly name: string;
  readonly version: string;
  /** Its arguments. It makes the folder `app`. */
  readonly args: readonly string[];
}

/** What is replaced in a file: a text by another one. */
export type Edit = readonly [file: string, from: string, to: string];

/** How an app runs while somebody develops it. */
export interface Development {
  readonly name: string;
  /** The arguments of Node for the server of the handler. Its port is `PORT`. */
  readonly server: readonly string[];
  /** The server of the page, if it is another one. */
  readonly page?: {
    readonly args: readonly string[];
    /** Lets it forward requests to the server of the handler. */
    prepare(folder: string, port: string): Promise<void>;
  };
  /** What is edited while a member has an open question. */
  readonly edits: readonly Edit[];
}

/** An app that a user makes with a generator, or by hand, and into which the programs of the guides are put. */
export interface App {
  readonly generator?: Generator;
  /** The files that are written, after the generator has made its own. */
  readonly files: Readonly<Record<string, string>>;
  /** What is replaced in the files of the generator. */
  readonly edits?: readonly Edit[];
  /** What it needs besides our packages and what its generator lists. */
  readonly packages: readonly string[];
  /** The arguments of Node that start its server, on the port of `PORT`. It prints its address. */
  readonly start: readonly string[];
  /** Where the page is after a success. The guides of some frameworks lead it to `/accounts`. */
  readonly end: 'screen' | 'accounts';
  readonly develop?: readonly Development[];
}

const bank = programOf('connect', 'Before you begin');
const [members, session] = [0, 1].map((place) => programOf('servers', 'One handler', place));

/** The handler of the guide, and the stand-in for a session. */
const HANDLER = { 'members.ts': members ?? '', 'session.ts': session ?? '' };

/** A server that has the app of the guide for Hono, and the pages of a build. */
const onHono = (pages: string) => ({
  ...HANDLER,
  'hono.ts': programOf('servers', 'Hono'),
  'server.ts': `import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { app } from './hono.ts';

const site = new Hono().use('*', serveStatic({ root: '${pages}' })).route('/', app);
serve({ fetch: site.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' }, ({ port }) =>
  console.log(\`http://127.0.0.1:\${port} \`),
);
`,
});

const HONO = ['hono@4', '@hono/node-server@2'];

/** An app of Vite, served by Hono. */
const onVite = (
  template: string,
  app: Pick<App, 'files' | 'edits' | 'end' | 'develop'> & { readonly packages?: readonly string[] },
): App => ({
  start: ['server.ts'],
  ...app,
  generator: {
    name: 'create-vite',
    version: '9.3.0',
    args: ['app', '--template', template, '--no-interactive'],
  },
  files: { ...onHono('./dist'), 'src/bank.ts': bank, ...app.files },
  packages: [...HONO, ...(app.packages ?? [])],
});

const EDIT_HANDLER: Edit = ['members.ts', 'console.log(member', "console.log('ended:', member"];

/** The server of Vite, with the line of the guide that forwards requests. */
const vite = {
  args: ['node_modules/vite/bin/vite.js', '--host', '127.0.0.1', '--strictPort'],
  async prepare(folder: string, port: string) {
    const file = join(folder, 'vite.config.ts');
    const text = await readFile(file, 'utf8');
    const proxy = lineOf('connect', /`(server: \{ proxy: .*?)`/).replace('3000', port);
    await writeFile(file, text.replace(/server: .*\n|(?=^\}\)$)/m, `${proxy},\n`));
  },
};

const EDIT_PAGE: readonly Edit[] = [
  [
    'src/App.tsx',
    '<MemberScreen connection={connection} />',
    '<MemberScreen connection={connection} classes={{}} />',
  ],
  ['src/bank.ts', '() => sessionStorage', '() => window.sessionStorage'],
];

const inFolder = (folder: string, files: App['files']): App['files'] =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));

/** The `package.json` of an app that is made by hand. */
const manifest = (build: string): string =>
  JSON.stringify({ private: true, type: 'module', scripts: { build } });

const element = programOf('connect', 'Without React: Angular, or a web component');

/** A page with the element. */
const page = (script: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Connect</title>
<meta name="viewport" content="width=device-width"></head>
<body><mx-connect></mx-connect>${script}</body></html>`;

const NEXT = 'node_modules/next/dist/bin/next';

const inClient = (program: string): string => `'use client';\n${program}`;

export const APPS: Readonly<Record<string, App>> = {
  'Next.js': {
    generator: {
      name: 'create-next-app',
      version: '16.4.3',
      args: 'app --yes --skip-install --disable-git --use-npm --no-eslint'.split(' '),
    },
    files: {
      ...HANDLER,
      'app/api/mx/[...path]/route.ts': programOf('servers', 'The route'),
      'instrumentation.ts': programOf('servers', 'The start of the process'),
      'bank.ts': inClient(bank),
      'App.tsx': inClient(programOf('connect', 'React')),
      // Its default fonts are fetched during the build.
      'fonts.ts': `const font = (_: object) => ({ variable: 'font' });
export { font as Geist, font as Geist_Mono };
`,
      'app/page.tsx': "export { default } from '../App.tsx';\n",
    },
    edits: [
      ['app/layout.tsx', '"next/font/google"', '"../fonts.ts"'],
      [
        'tsconfig.json',
        '"strict": true,',
        '"strict": true,\n    "allowImportingTsExtensions": true,',
      ],
    ],
    packages: [],
    start: [NEXT, 'start', '--hostname', '127.0.0.1'],
    end: 'screen',
    develop: [
      {
        name: 'next dev',
        server: [NEXT, 'dev', '--hostname', '127.0.0.1'],
        edits: [
          EDIT_HANDLER,
          ...EDIT_PAGE.map(([file, ...texts]) => [file.slice(4), ...texts] as const),
        ],
      },
    ],
  },
  'Vite with React': onVite('react-ts', {
    files: { 'src/App.tsx': programOf('connect', 'React') },
    packages: ['tsx@4'],
    end: 'screen',
    develop: Object.entries({
      'node --watch': ['--watch', 'server.ts'],
      'tsx watch': ['node_modules/tsx/dist/cli.mjs', 'watch', 'server.ts'],
    }).map(([name, server]) => ({
      name: `${name}, with vite`,
      server,
      page: vite,
      edits: [EDIT_HANDLER, ...EDIT_PAGE],
    })),
  }),
  'Vite with Vue': onVite('vue-ts', {
    files: { 'src/App.vue': programOf('connect', 'Vue') },
    end: 'accounts',
  }),
  'plain HTML': onVite('vanilla-ts', {
    files: { 'src/main.ts': element },
    edits: [['index.html', '<div id="app"></div>', '<mx-connect></mx-connect>']],
    packages: ['lit@3'],
    end: 'accounts',
  }),
  'Vite with Solid': onVite('solid-ts', {
    files: { 'src/App.tsx': programOf('connect', 'Solid') },
    end: 'screen',
  }),
  SvelteKit: {
    generator: {
      name: 'sv',
      version: '0.17.1',
      args: 'create app --template minimal --types ts --no-add-ons --no-install'.split(' '),
    },
    files: {
      ...inFolder('src', HANDLER),
      'src/routes/api/mx/[...path]/+server.ts': programOf('servers', 'SvelteKit'),
      'src/routes/bank.ts': bank,
      'src/routes/+page.svelte': programOf('connect', 'Svelte'),
    },
    // A server of Node, instead of one that the generator would choose at a provider.
    edits: [['vite.config.ts', '@sveltejs/adapter-auto', '@sveltejs/adapter-node']],
    packages: ['@sveltejs/adapter-node@5'],
    start: ['build'],
    end: 'screen',
  },
  Astro: {
    files: {
      ...onHono('./dist'),
      'package.json': manifest('astro build'),
      'src/pages/index.astro': page('<script src="../connect.ts"></script>'),
      'src/connect.ts': element,
      'src/bank.ts': bank,
    },
    packages: [...HONO, 'astro@7', 'lit@3'],
    start: ['server.ts'],
    end: 'accounts',
  },
  'Express with the element': {
    files: {
      ...HANDLER,
      'package.json': manifest('esbuild connect.ts --bundle --minify --format=esm --outdir=public'),
      'public/index.html': page('<script type="module" src="connect.js"></script>'),
      'connect.ts': element,
      'bank.ts': bank,
      'express.ts': programOf('servers', 'Express'),
      'server.ts': `import express from 'express';
import { app } from './express.ts';

const server = express().use(express.static('public')).use(app).listen(process.env.PORT, () =>
  console.log(\`http://127.0.0.1:\${server.address().port} \`),
);
`,
    },
    packages: ['express@5', '@hono/node-server@2', 'esbuild@0.28', 'lit@3'],
    start: ['server.ts'],
    end: 'accounts',
  },
};
