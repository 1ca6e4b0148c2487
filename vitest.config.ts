import { defineConfig } from 'vitest/config';

const project = (name: string) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`] },
});

export default defineConfig({
  // The workspace's packages from their sources: nothing has to be built to be tested.
  resolve: { conditions: ['source', 'module'] },
  ssr: { resolve: { conditions: ['source', 'module', 'node', 'default'] } },
  test: {
    projects: ['machine', 'adapters', 'cli'].map(project),
    // Its CommonJS file requires itself, which Node refuses to load from an ES module.
    server: { deps: { inline: ['@xstate/graph'] } },
  },
});
