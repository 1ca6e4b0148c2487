import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** For `pnpm test:everywhere`: the packed packages in each runtime, and the connect screen in each framework. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    env: { EVERYWHERE: '1' },
    projects: [
      ...(base.test?.projects ?? []),
      {
        extends: true,
        test: {
          name: 'runtimes',
          include: ['test/runtimes/**/*.test.ts'],
          globalSetup: 'test/runtimes/setup.ts',
          // Programs that start others: each has time on a machine that is busy with the rest.
          testTimeout: 60_000,
        },
      },
    ],
  },
});
