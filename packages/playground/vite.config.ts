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

/** Each page is one script, so each is built by itself: `vite build` the playground, `--mode viewer` the viewer. */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  base: './',
  resolve: { conditions: ['@mx-member/source', 'module', 'browser', 'production'] },
  plugins: [plainScript],
  build: {
    target: 'es2023',
    emptyOutDir: mode !== 'viewer',
    rolldownOptions: {
      input: mode === 'viewer' ? 'viewer.html' : 'index.html',
      output: { format: 'iife' },
    },
  },
}));
