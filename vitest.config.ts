import { defineConfig } from 'vitest/config';

const project = (name: string) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`] },
});

export default defineConfig({
  // The workspace's packages from their sources: nothing has to be built to be tested.
  resolve: { conditions: ['@mx-member/source', 'module'] },
  ssr: { resolve: { conditions: ['@mx-member/source', 'module', 'node', 'default'] } },
  test: {
    // On two cores vitest would use one.
    maxWorkers: 2,
    // Of those tests of one file that run at the same time because they wait for real time.
    maxConcurrency: 32,
    projects: [
      ...[
        'machine',
        'adapters',
        'http',
        'simulator',
        'host',
        'connect',
        'conformance',
        'packages',
      ].map(project),
      {
        extends: true,
        test: {
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          // Each test starts programs: more at once than cores only make each wait longer.
          maxConcurrency: 4,
        },
      },
      {
        extends: true,
        test: {
          name: 'playground',
          include: ['test/playground/**/*.test.ts'],
          globalSetup: 'test/playground/setup.ts',
          // A browser on a machine that is busy with the rest.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'react',
          include: ['test/react/**/*.test.ts'],
          // A browser on a machine that is busy with the rest.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'screens',
          include: ['test/screens/**/*.test.ts'],
          // Pages of one browser that are open at the same time.
          maxConcurrency: 8,
          // A browser on a machine that is busy with the rest.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'restate',
          include: ['test/restate/**/*.test.ts'],
          globalSetup: 'test/restate/setup.ts',
          // Time is real there, and the machine is busy with the rest.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    // Its CommonJS file requires itself, which Node refuses to load from an ES module.
    server: { deps: { inline: ['@xstate/graph'] } },
  },
});
