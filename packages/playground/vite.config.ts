import { defineConfig, type Plugin } from 'vite';

/** Browsers load no modules from a file: the built page has a plain script, so that it opens from anywhere. */
const plainScript: Plugin = {
  name: 'plain-script',
  apply: 'build',
  enforce: 'post',
  transformIndexHtml: (html) =>
    html
      .replaceAll(/<script type="module" crossorigin/g, '<script defer')
      .replaceAll('<link rel="stylesheet" crossorigin', '<link rel="stylesheet"'),
};

/** What the page does not need at first comes after it, in a script of its own. */
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

const INPUT = new Map([
  ['viewer', 'viewer.html'],
  ['extras', 'src/extras/main.ts'],
]);

/**
 * Each script is built by itself: `vite build` the playground, `--mode extras` what comes after it, `--mode viewer` the viewer.
 */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  base: './',
  resolve: { conditions: ['@mx-member/source', 'module', 'browser', 'production'] },
  plugins: [plainScript, scriptAfter],
  build: {
    target: 'es2023',
    // A script that brings the styles along would draw the page without them first.
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
