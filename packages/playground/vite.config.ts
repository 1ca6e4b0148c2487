import { defineConfig, type Plugin } from 'vite';
import { OWNER } from '../../scripts/manifests/owner.ts';

/** Makes the built page use a plain script, because browsers do not load modules from a file. */
const plainScript: Plugin = {
  name: 'plain-script',
  apply: 'build',
  enforce: 'post',
  transformIndexHtml: (html) =>
    html
      .replaceAll(/<script type="module" crossorigin/g, '<script defer')
      .replaceAll('<link rel="stylesheet" crossorigin', '<link rel="stylesheet"'),
};

/** Loads the parts that the page does not need at first in a second script. */
const scriptAfter: Plugin = {
  name: 'script-after',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { filename, server }) =>
      filename.endsWith('index.html')
        ? html.replace(
            '</body>',
            server
              ? '<script type="module" src="/src/extras/main.ts"></script></body>'
              : '<script defer src="./assets/extras.js"></script></body>',
          )
        : html,
  },
};

/** Fills in the links to the repository. Until it has an address, the page has none of them. */
const links: Plugin = {
  name: 'links',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) =>
      OWNER.repository.isDecided
        ? html.replaceAll('{repository}', OWNER.repository.value)
        : html.replace(/ *<nav aria-label="More about it">[\s\S]*?<\/nav>\n/, ''),
  },
};

const INPUT = new Map([
  ['viewer', 'viewer.html'],
  ['extras', 'src/extras/main.ts'],
]);

/**
 * Each script has its own build: `vite build` for the playground, `--mode extras` for the second script, and `--mode viewer` for
 * the viewer.
 */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  base: './',
  resolve: { conditions: ['@mx-member/source', 'module', 'browser'] },
  plugins: [plainScript, scriptAfter, links],
  build: {
    target: 'es2023',
    // If the script loaded the styles, the page would first appear without them.
    cssCodeSplit: false,
    emptyOutDir: !INPUT.has(mode),
    rolldownOptions: {
      input: INPUT.get(mode) ?? 'index.html',
      output: {
        format: 'iife',
        ...(mode === 'extras' && { entryFileNames: 'assets/extras.js' }),
      },
    },
  },
}));
