import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** For `pnpm mutate`: the tests of the machine without those that take seconds by trying very many paths. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    projects: [
      {
        extends: true,
        test: {
          name: 'mutate',
          include: ['test/machine/**/*.test.ts'],
          exclude: ['test/machine/{graph,differential,spec}.test.ts'],
        },
      },
    ],
  },
});
