/** What is made in this repository, and from what. */

/** Made files: their paths from the root, and their texts. */
export type Files = ReadonlyMap<string, string>;

export interface Part {
  /** The files and folders that decide what is made, from the root. Without them, the part is always made. */
  readonly inputs?: readonly string[];
  /** A folder of made files. Any other file in it is removed, unless its path ends like one of these. */
  readonly owns?: { readonly folder: string; readonly besides: readonly string[] };
  readonly make: () => Promise<Files>;
}

const MACHINE = 'packages/machine/src';

/** In the order in which they are made, because a part can read what an earlier one has written. */
export const PARTS: Readonly<Record<string, Part>> = {
  manifests: {
    make: async () => (await import('../manifests/packages.ts')).filledFiles(),
  },
  counts: {
    inputs: [
      ...[
        'README.md',
        'scripts/manifests/counts.ts',
        'scripts/spec/vectors.lock',
        'implementations',
      ],
      'packages/simulator/src/model/beliefs.ts',
      ...['test/runtimes/one-file.test.ts', 'test/xstate6/project/package.json'],
    ],
    make: async () => (await import('../manifests/counts.ts')).countsFile(),
  },
  spec: {
    inputs: [
      MACHINE,
      'packages/cli/src/conformance',
      'packages/http/src/logins/holds.ts',
      'packages/simulator/src/model/beliefs.ts',
      'packages/machine/spec/vectors',
      'packages/machine/spec/health/vectors.txt',
      'scripts/spec',
      'docs/behaviour.md',
      'docs/another-language.md',
      'docs/logins.md',
      'docs/sources.md',
    ],
    owns: { folder: 'packages/machine/spec', besides: ['.txt', '/faults.md'] },
    make: async () => (await import('../spec/made.ts')).madeFiles(),
  },
  looks: {
    inputs: ['packages/connect/src/style.css', 'scripts/looks'],
    make: async () => (await import('../looks/looks.ts')).looksFile(),
  },
  reference: {
    inputs: [
      MACHINE,
      ...['cli', 'connect', 'http', 'simulator'].map((name) => `packages/${name}/src`),
      'scripts/reference',
      'scripts/spec/markdown.ts',
    ],
    make: async () => (await import('../reference/pages.ts')).referencePages(),
  },
  openapi: {
    inputs: [MACHINE, 'packages/http/src', 'scripts/openapi', 'scripts/spec'],
    make: async () => (await import('../openapi/document.ts')).openApiFile(),
  },
  oneFile: {
    inputs: [
      ...['adapters', 'http', 'machine'].map((name) => `packages/${name}/src`),
      ...['scripts/one-file', 'scripts/spec/vectors.lock', 'tools/one-file'],
      'packages/machine/package.json',
    ],
    make: async () => (await import('../one-file/files.ts')).oneFiles(),
  },
  chart: {
    inputs: [MACHINE, 'tools/chart', 'scripts/spec'],
    make: async () => (await import('../../tools/chart/files.ts')).chartFiles(),
  },
};
