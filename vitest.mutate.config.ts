import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/**
 * For `pnpm mutate`: the tests of the machine without those that take seconds by trying very many paths, with a twentieth
 * of the random cases.
 */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    env: { LONG: '0.05' },
    projects: [
      {
        extends: true,
        test: {
          name: 'mutate',
          isolate: false,
          include: ['test/machine/**/*.test.ts'],
          exclude: [
            'test/machine/explore/**',
            'test/machine/{differential,evaluators,graph,many-questions,spec,spec-scxml,spec-texts,step-entry}.test.ts',
          ],
        },
      },
    ],
  },
});
