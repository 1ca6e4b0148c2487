import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What `--mode` sets in the environment of the tests. `LONG` multiplies the number of random cases. */
const ENV: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  /** `pnpm test:long`. */
  long: { LONG: '100' },
  /** `pnpm test:everywhere`: the packed packages in each runtime, all tests in a browser, and what takes long. */
  everywhere: { EVERYWHERE: '1' },
  /** `pnpm test:gallery`: all apps that are made by the guides. */
  gallery: { GALLERY: '1' },
  /** `pnpm mutate`: the tests of the machine that are quick enough to run once for each mutant. */
  mutate: { LONG: '0.05' },
};

// What the tests start compiles the same sources each time. With a cache it takes half of the CPU.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/node');

const named = (name: string) => ({ name, include: [`test/${name}/**/*.test.ts`] });

/** For tests that leave nothing behind: their files share a worker. A new worker is more than half of the CPU of a quick file. */
const shared = (name: string) => ({ ...named(name), isolate: false });

/** The files that take longest begin first, so that no worker is idle while another one runs the last of them. */
const LONGEST = [
  'test/cli/serve/serve.test.ts',
  'test/restate/contract.test.ts',
  'test/cli/test-backend/command.test.ts',
  'test/cli/connect/connect.test.ts',
  'test/cli/connect/restart.test.ts',
  'test/machine/explore/',
  'test/restate/first-reading.test.ts',
  'test/cli/readme.test.ts',
  'test/packages/one-file.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((path) => moduleId.includes(path));
      return place < 0 ? LONGEST.length : place;
    };
    return (await super.sort(files)).toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

/** How long a test and a hook may take, in ms: enough that only one that hangs takes longer, on a busy machine too. */
const LONGEST_TEST = 120_000;

/** The modes with another limit. A mutant that makes a test hang is killed by the limit. */
const LONGEST_IN: Readonly<Record<string, number>> = { long: 100 * LONGEST_TEST, mutate: 30_000 };

/** Where many simulated members are, the model of MX's member must explain all that they show. */
const EXPLAINED = 'test/support/explained.ts';

const PROJECTS = [
  ...['machine', 'http', 'host', 'connect', 'conformance', 'promises'].map(shared),
  shared('packages'),
  { name: 'examples', include: ['examples/**/*.test.ts'] },
  ...['adapters', 'simulator'].map((name) => ({ ...shared(name), setupFiles: EXPLAINED })),
  // Each test starts programs: more of them than cores only make each wait longer.
  { ...shared('cli'), setupFiles: EXPLAINED, maxConcurrency: 4 },
  { ...named('playground'), globalSetup: 'test/playground/setup.ts' },
  named('react'),
  // Pages of one browser are open at the same time.
  { ...shared('screens'), maxConcurrency: 8 },
  { ...shared('restate'), globalSetup: 'test/restate/setup.ts' },
];

/** Tests that take seconds of a browser, of many sockets or of a cluster. `pnpm test` runs one of a kind, and `pnpm test:everywhere` all. */
const ONLY_EVERYWHERE = [
  'test/adapters/inspector-transports.test.ts',
  'test/cli/doctor/deviations.test.ts',
  'test/cli/serve/{operate,slow-senders}.test.ts',
  'test/cli/test-backend/servers.test.ts',
  'test/machine/silent-faults.test.ts',
  'test/packages/{demo-install,site-pages}.test.ts',
  'test/restate/{creations,demo,operation}.test.ts',
  'test/playground/{copied-test,drawing,focus,log,looks,replay,steady,storage,trouble,viewer}.test.ts',
  'test/react/transcript.test.ts',
  'test/simulator/upkeep.test.ts',
  'test/screens/{browsers,plain-looks,policy,templates}.test.ts',
];

const RUNTIMES = { ...named('runtimes'), globalSetup: 'test/runtimes/setup.ts' };

const XSTATE6 = { ...named('xstate6'), globalSetup: 'test/xstate6/setup.ts' };

const MUTATE = {
  name: 'mutate',
  isolate: false,
  setupFiles: 'test/support/without-shrinking.ts',
  include: ['test/machine/**/*.test.ts'],
  // They take seconds, because they try very many paths, or run the vectors, which Stryker's runner has run before. Or they damage the
  // sources themselves.
  exclude: [
    'test/machine/explore/**',
    'test/machine/{differential,evaluators,graph,many-questions,stately,step-entry}.test.ts',
    'test/machine/spec{,-grounds,-lock,-texts,-vectors}.test.ts',
  ],
};

function projectsOf(mode: string) {
  if (mode === 'mutate') return [MUTATE];
  if (mode === 'gallery') return [{ ...RUNTIMES, include: ['test/runtimes/gallery.test.ts'] }];
  return mode === 'everywhere' ? [...PROJECTS, RUNTIMES, XSTATE6] : PROJECTS;
}

/** What vitest runs in a mode: `long`, `everywhere`, `mutate`, or in any other what `pnpm test` runs. */
export function inMode(mode: string): ViteUserConfig {
  return {
    // The workspace's packages from their sources: nothing has to be built to be tested.
    resolve: { conditions: ['@mx-member/source', 'module'] },
    ssr: { resolve: { conditions: ['@mx-member/source', 'module', 'node', 'default'] } },
    test: {
      env: ENV[mode] ?? {},
      testTimeout: LONGEST_IN[mode] ?? LONGEST_TEST,
      hookTimeout: LONGEST_TEST,
      // Of a value that a test waits for, such as what a program prints.
      expect: { poll: { timeout: 30_000 } },
      exclude: [
        ...configDefaults.exclude,
        ...(mode === 'everywhere' || mode === 'long' ? [] : ONLY_EVERYWHERE),
      ],
      // On two cores vitest would use one. Many tests wait for a program or a browser, so two would leave 40 % of the time unused.
      maxWorkers: 3,
      sequence: { sequencer: LongestFirst },
      // Of those tests of one file that run at the same time because they wait for real time.
      maxConcurrency: 32,
      projects: projectsOf(mode).map((test) => ({ extends: true as const, test })),
      // Its CommonJS file requires itself, which Node refuses to load from an ES module.
      server: { deps: { inline: ['@xstate/graph'] } },
    },
  };
}

/** The flags of `GENERATE` in `scripts/commands.mjs`. */
const FLAGS = ['--disable-warning=ExperimentalWarning', '--conditions=@mx-member/source'];

/** Makes what the tests read and git does not have. If something cannot be made, its tests fail, and the others run. */
function generate(): void {
  spawnSync(process.execPath, [...FLAGS, 'scripts/generate/main.ts'], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 2, 2],
  });
}

export default defineConfig(({ mode }) => {
  generate();
  return inMode(mode);
});
