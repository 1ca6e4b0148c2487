import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../runtimes/support/run.ts';
import { filesIn, ROOT, textOf } from './support/files.ts';

/** Pages whose programs are compiled here. */
const PAGES = [
  'after-connected',
  'creating-members',
  'adopting',
  'host-http',
  'mx-client',
  'mx-widget',
  'oauth',
  'one-writer',
  'otel',
  'privacy',
  'production',
  'logins',
  'relay',
  'restate',
  'traces',
  'upgrades',
];

/** The modules of the names that programs in doc comments use without an import. */
const MODULES = [
  'machine machine/health machine/trace adapters/inspector adapters/limiter adapters/mx adapters/otel adapters/relay',
  'adapters/trace connect',
  'connect/browser-host connect/create connect/mx-widget connect/repair host host/http host/postgres host/sqlite host/testing',
  'restate restate/service',
].flatMap((names) => names.split(' ').map((name) => `@mx-member/${name}`));

/** Declarations that the programs leave to the reader. */
const AROUND = `
declare const machine: typeof import('@mx-member/machine').memberMachine;
declare const record: import('@mx-member/machine').MemberRecord;
declare const happened: import('@mx-member/machine').StepEvent;
declare const hash: import('@mx-member/machine/trace').TraceHash;
declare const lines: readonly string[];
declare const effect: import('@mx-member/machine').Effect;
declare let next: import('@mx-member/machine').Step;
declare const connection: import('@mx-member/connect').MemberConnection;
declare const authorize: () => boolean;
declare const webhook: (request: Request) => Promise<MemberId>;
declare const ingress: string;
declare const seal: import('@mx-member/restate').Seal;
type Open = import('@mx-member/restate').Open;
declare function open(...given: Parameters<Open>): ReturnType<Open>; // Beside the host of a page.
type MemberId = import('@mx-member/machine').MemberId;
declare const clientId: string;
declare const apiKey: string;
declare const keys: import('@mx-member/adapters/mx').MxOptions;
declare const mx: import('@mx-member/adapters/mx').Mx;
declare const port: import('@mx-member/machine').MemberPort;
declare const telemetry: import('@mx-member/adapters/otel').MemberTelemetry;
declare const host: import('@mx-member/host').RunningHost;
declare const id: string;
declare const store: import('@mx-member/host').HostStore;
declare const makePlace: () => import('@mx-member/host/testing').StorePlace;
declare const key: Uint8Array;
declare const onEnded: NonNullable<import('@mx-member/host').HostOptions['onEnded']>;
declare const onError: NonNullable<import('@mx-member/host').HostOptions['onError']>;
declare const test: (name: string, run: () => Promise<void>) => void;
declare const actor: import('xstate').ActorRefFrom<typeof import('@mx-member/machine').memberMachine>;
declare const input: import('@mx-member/machine').MemberInput;
declare const member: MemberId;
declare const request: Request;
declare const userGuid: string;
declare const institutionCode: string;
declare const health: import('@mx-member/machine/health').ConnectionHealth;
declare const institution: import('@mx-member/connect').Institution;
declare const Linking: { openURL(address: string): Promise<unknown> }; // Of React Native.
declare const username: string;
declare const password: string;
declare const credentials: { readonly username: string; readonly password: string };
declare const keep: (record: import('@mx-member/machine').MemberRecord) => Promise<void>;
declare const show: (...shown: readonly unknown[]) => void;
declare const vault: { read(name: string): Promise<string> };
declare const log: Record<'info' | 'warn' | 'error', (line: object) => void>;
declare const mxUserOf: () => Promise<{ readonly userGuid: string } | 'signedOut'>;
declare const userOf: (request: Request) => Promise<{ readonly mxUserGuid: string } | null>;
declare const database: { owns(user: string | null, member: MemberId): Promise<boolean> };
declare module 'undici' {
  export class ProxyAgent { constructor(url: string); }
}
declare module 'ws' {
  interface Socket { on(event: 'message', take: (data: object) => void): void; send(text: string): void }
  export class WebSocketServer {
    constructor(at: { host: string; port: number });
    readonly clients: Set<Socket>;
    on(event: 'connection', take: (from: Socket) => void): void;
  }
}
declare const createMemberConnection: typeof import('@mx-member/connect').createMemberConnection;
declare const createRepair: typeof import('@mx-member/connect/repair').createRepair;
/** As Node has it. */
interface RequestInit { dispatcher?: import('undici').ProxyAgent }
`;

/** The blocks of a page in these languages, a pattern. */
const blocksOf = (page: string, languages: string): string[] =>
  [
    ...textOf(`docs/${page}.md`).matchAll(new RegExp(`\`\`\`(?:${languages})\\n(.*?)\`\`\``, 'gs')),
  ].map(([, code = '']) => code);

const programsOf = (page: string): string[] => blocksOf(page, 'tsx?');

/** Pages whose programs another test compiles or runs. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'README.md': 'test/cli/readme.test.ts',
  'docs/connect.md': 'test/screens/guide.test.ts',
  'docs/looks.md': 'test/screens/guide.test.ts',
  'docs/one-file.md': 'test/packages/one-file.test.ts',
  'docs/test-your-backend.md': 'test/cli/test-backend/servers.test.ts',
};

/** The programs in the doc comments of the packages, each with its file. */
const programsInComments = (): (readonly [path: string, code: string])[] =>
  filesIn('packages')
    .filter((path) => /^packages\/\w+\/src\/.*\.ts$/.test(path))
    .flatMap((path) =>
      [...textOf(path).matchAll(/\n\s*\* ```ts\n(.*?)\n\s*\* ```/gs)].map(
        ([, code = '']) => [path, code.replace(/^\s*\* ?/gm, '')] as const,
      ),
    );

/** A new folder from which the packages can be imported. Git and Biome ignore it. */
function newFolder(): string {
  const reports = join(ROOT, 'test/reports');
  mkdirSync(reports, { recursive: true });
  const folder = mkdtempSync(join(reports, 'programs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Compiles programs with strict options. @throws {Error} with the output of the compiler. */
async function compile(programs: Iterable<readonly [name: string, code: string]>, around: string) {
  const folder = newFolder();
  writeFileSync(join(folder, 'around.d.ts'), around);
  // Servers import it, and docs/servers.md shows it.
  writeFileSync(join(folder, 'session.ts'), textOf('examples/frameworks/session.ts'));
  for (const [name, code] of programs)
    writeFileSync(join(folder, `${name.replace(/\W/g, '-')}.ts`), `${code}\nexport {};\n`);
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    target: 'es2024',
    module: 'nodenext',
    lib: ['es2024', 'dom', 'dom.iterable'],
    types: ['node'],
    allowImportingTsExtensions: true,
    customConditions: ['@mx-member/source'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const tsc = createRequire(import.meta.url).resolve('typescript/package.json');
  await run(process.execPath, [join(tsc, '../bin/tsc'), '-p', folder]);
}

/** The languages of programs. Other blocks are commands, data, output and pictures. */
const PROGRAM = /^ *```(?:tsx?|[cm]?jsx?|typescript|javascript|vue|svelte|html)$/m;

/** Programs of pages that are files of the examples, which have tests of their own. The others of these pages are compiled here. */
const EXAMPLES: readonly (readonly [page: string, folder: string, files: readonly string[]])[] = [
  ['testing', 'testing', ['member.test.ts']],
  [
    'xstate',
    'xstate',
    ['onboarding.ts', 'app.ts', 'listen.ts', 'saved.ts', 'Bank.tsx', 'paths.test.ts'],
  ],
  [
    'servers',
    'frameworks',
    [
      'members.ts',
      'session.ts',
      'hono.ts',
      'express.ts',
      'fastify.ts',
      'app/api/mx/[...path]/route.ts',
      'instrumentation.ts',
      'routes/api/mx/[...path]/+server.ts',
      'serve.ts',
    ],
  ],
];

const textsIn = (folder: string, files: readonly string[]): string[] =>
  files.map((file) => textOf(join('examples', folder, file)));

test('a test compiles or runs the programs of every page', () => {
  const here = [...PAGES, ...EXAMPLES.map(([page]) => page)].map((page) => `docs/${page}.md`);
  const untested = ['docs', 'packages', 'examples', 'implementations', 'bench', 'deploy']
    .flatMap(filesIn)
    .concat('README.md', 'CONTRIBUTING.md', 'SECURITY.md')
    .filter((path) => path.endsWith('.md') && !path.endsWith('CHANGELOG.md'))
    .filter((path) => PROGRAM.test(textOf(path)) && !here.includes(path));
  // The READMEs of packages are compiled as they are packed: test/runtimes/readmes.test.ts.
  const pages = untested.filter((path) => !/^packages\/\w+\/README\.md$/.test(path));
  expect(pages.toSorted()).toEqual(Object.keys(ELSEWHERE).toSorted());
  for (const [page, test] of Object.entries(ELSEWHERE)) expect(textOf(test)).toContain(page);
});

test('the programs in the docs compile for a strict user', async () => {
  for (const page of PAGES) expect(programsOf(page)).not.toEqual([]);
  const blocks = [
    ...PAGES.map((page) => [page, blocksOf(page, 'tsx?|js')] as const),
    ['connect', blocksOf('connect', 'js')] as const, // The others of this page are files.
    ...EXAMPLES.map(([page, folder, files]) => {
      const texts = textsIn(folder, files);
      return [page, blocksOf(page, 'tsx?|js').filter((code) => !texts.includes(code))] as const;
    }),
  ];
  const programs = blocks.flatMap(([page, codes]) =>
    codes.map((code, index) => [`${page}-${index}`, code] as const),
  );
  await compile(programs, AROUND);
});

test('the programs in doc comments compile, with the public names at hand', async () => {
  const names = new Map<string, string>([
    ['createActor', 'xstate'],
    ['createWebSocketInspector', '@statelyai/inspect'],
  ]);
  for (const module of MODULES)
    for (const name of Object.keys(await import(module))) names.set(name, module);
  const imported = [...names].map(
    ([name, module]) => `declare const ${name}: typeof import('${module}').${name};`,
  );
  const programs = programsInComments();
  expect(programs.length).toBeGreaterThan(10);
  await compile(programs, [AROUND, ...imported].join('\n'));
});

test('the host of one member connects it through its questions', async () => {
  const [host = ''] = programsOf('one-writer');
  const file = join(newFolder(), 'host.ts');
  writeFileSync(
    file,
    `import { createMx } from '@mx-member/adapters/mx';
    import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
    import { createMember } from '../../support/new-member.ts';
    const keys = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };
    const environment = new URL('https://mx.example');
    const { fetch } = createMxSimulator({ step: 1 });
    const port = createMx({ ...keys, environment, fetch, version: 'v20111101' });
    const member = await createMember(port, 'simulate:options,token');
    const pacing = { first: 1, spread: 0, busy: 1 };
    const input = { member, job: 'aggregate', pacing, unsafePacing: true } as const;
    const keep = async () => {};
    const show = ({ state, needs, prompt, challenges }) => {
      console.log(state);
      if (needs !== 'answers') return;
      const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
      setTimeout(() => report({ type: 'challenge.answer', answers, prompt }));
    };
    ${host}`,
  );
  const shown = await run(process.execPath, ['--conditions=@mx-member/source', file]);
  const states = shown.trim().split('\n');
  expect(states.filter((state, index) => state !== states[index - 1])).toEqual(
    'aggregating challenged resumed challenged resumed connected'.split(' '),
  );
});

test.each(EXAMPLES)(
  'programs in docs/%s.md are the files of examples/%s',
  (page, folder, files) => {
    const texts = textsIn(folder, files);
    expect(programsOf(page).filter((code) => texts.includes(code))).toEqual(texts);
  },
);
