// This file is JavaScript, because Node 20 has to run it.
import { PNPM } from './install.mjs';

/** Runs one of our programs from the sources of the packages. */
const program = (...args) => ['node', '--conditions=@mx-member/source', ...args];
const cli = (...args) => program('packages/cli/src/main.ts', ...args);
const STRUCTURE = ['node', 'tools/structure/main.ts'];
const REGEXPS = ['node', 'tools/regexps/main.ts'];
/** Each published package with its own `lib`, which has less than the tests may use. */
const PACKAGES = ['machine', 'adapters', 'simulator', 'http', 'host', 'restate', 'connect', 'cli'];
const TYPES = ['tsc', '--noEmit', '--customConditions', '@mx-member/source', '-p'];
const inPackage = (name, script) => [...PNPM, '--filter', name, script];
/** Makes what other commands read and git does not have. */
export const GENERATE = [
  'node',
  // The function of Node that takes the types out of a file says that it may change.
  '--disable-warning=ExperimentalWarning',
  '--conditions=@mx-member/source',
  'scripts/generate/main.ts',
];
/** All parts of `pnpm generate`. The tests make them too, in `vitest.config.ts`. */
const ALL = [];
const tools = (script) => inPackage('mx-member-tools', script);

/**
 * The commands of `pnpm <name>`. `about` describes the command. `runs` are its programs, in order. Other arguments go to the
 * last program. `needs` is the package to install first; without it, everything is installed. `reads` are the parts of
 * `pnpm generate` that are made first if their inputs have changed. `isForPeople`: in a terminal the screen says how it ended,
 * and the exit code is 0, because the package manager would print an error under it.
 */
export const COMMANDS = {
  demo: {
    about: 'connects a member to a simulated MX Bank, in the terminal',
    needs: 'mx-member',
    isForPeople: true,
    runs: [cli('connect')],
  },
  'demo:restate': {
    about: 'connects a member in a Restate cluster, and kills its worker and its server',
    needs: 'mx-member-restate-cluster',
    runs: [program('test/restate-cluster/demo/main.ts')],
  },
  simulate: {
    about: 'serves the simulated MX Bank',
    needs: 'mx-member',
    runs: [cli('simulate')],
  },
  serve: {
    about: 'runs many members over HTTP',
    needs: 'mx-member',
    runs: [cli('serve')],
  },
  'mx-member': {
    about: 'runs any command of the command line, such as mx-member why',
    needs: 'mx-member',
    isForPeople: true,
    runs: [cli()],
  },
  playground: {
    about: 'serves the playground, a page that shows the lifecycle',
    reads: ALL,
    runs: [inPackage('playground', 'dev')],
  },
  check: {
    about: 'format, lint, types, unused code, spelling, regular expressions, structure',
    reads: ALL,
    runs: [
      ['biome', 'ci', '.'],
      ['tsc', '-p', 'tsconfig.json'],
      ...PACKAGES.map((name) => [...TYPES, `packages/${name}`]),
      tools('unused'),
      tools('spelling'),
      REGEXPS,
      STRUCTURE,
    ],
  },
  fix: {
    about: 'fixes what Biome can fix',
    runs: [['biome', 'check', '--write', '.']],
  },
  test: {
    about: 'all tests; with a path, the tests of one file',
    runs: [['vitest', 'run']],
  },
  'test:long': {
    about: 'the random tests with a hundred times as many cases',
    runs: [
      [
        ...['vitest', 'run', '--mode', 'long'],
        ...['machine', 'adapters', 'http', 'host', 'promises', 'react'].flatMap((name) => [
          '--project',
          name,
        ]),
        ...['test/machine', 'mx-soak', 'limiter', 'fair-queue', 'lifecycles', 'promises/drawn'],
      ],
    ],
  },
  'test:everywhere': {
    about: 'the packed packages in each runtime, all browser tests, and other long tests',
    runs: [
      [
        ...['vitest', 'run', '--mode', 'everywhere'],
        ...[
          'slow-senders',
          'serve/operate',
          'restate/demo',
          'restate/operation',
          'restate/creations',
          'restate/contract',
          'inspector-transports',
        ],
        ...['demo-install', 'promises/killed'],
        ...['doctor/deviations', 'test-backend/servers', 'packages/site-pages'],
      ],
      [
        ...['vitest', 'run', '--mode', 'everywhere'],
        ...['runtimes', 'xstate6', 'screens', 'react', 'playground'].flatMap((name) => [
          '--project',
          name,
        ]),
      ],
    ],
  },
  'test:gallery': {
    about:
      'makes an app by the guides in each framework, builds it for production, and connects a bank',
    runs: [['vitest', 'run', '--mode', 'gallery']],
  },
  'test:implementations': {
    about: 'the lifecycle in Go: its tests, all vectors, and random steps',
    reads: ALL,
    runs: [program('test/implementations/main.ts')],
  },
  'test:chaos': {
    about:
      'kills hosts and a Restate cluster again and again, reloads tabs in Chromium, and damages files',
    reads: ALL,
    runs: [
      program('test/chaos/damage.ts'),
      ['vitest', 'run', '--mode', 'everywhere', 'test/promises/drawn'],
      program('test/chaos/main.ts'),
    ],
  },
  'test:widget': {
    about:
      "MX's own widget in Chromium, straight over the simulator and over a host; installs it first",
    reads: ALL,
    runs: [program('test/widget/main.ts')],
  },
  explore: {
    about: 'searches all possible events of a member',
    runs: [program('test/support/explore/main.ts')],
  },
  mutate: {
    about: 'mutation testing: counts small changes of the machine that no test notices',
    reads: ALL,
    // The vectors say what is right, so they are compared with their lock first.
    runs: [['vitest', 'run', 'test/machine/spec-lock.test.ts'], tools('mutate')],
  },
  'mutate:port': {
    about: 'counts the small changes of the implementation in Go that no vector notices',
    reads: ALL,
    runs: [program('scripts/spec/mutants/main.ts')],
  },
  bench: {
    about: 'runs the benchmarks',
    reads: ALL,
    runs: [program('bench/main.ts')],
  },
  generate: {
    about: 'writes what is made from something else; --diff <commit>, --rewrite and --accept',
    runs: [GENERATE],
  },
  conformance: {
    about: 'checks an implementation in any language: pnpm conformance -- <command>',
    needs: 'mx-member',
    reads: ['spec'],
    runs: [cli('conformance')],
  },
  site: {
    about: 'builds the site: site/dist',
    reads: ALL,
    runs: [inPackage('playground', 'build'), inPackage('mx-member-site', 'build')],
  },
  release: {
    about: 'packs, checks and publishes the packages; with --dry-run, publishes nothing',
    reads: ALL,
    runs: [program('scripts/release/main.ts')],
  },
  drift: {
    about:
      "compares MX's OpenAPI files in a folder with the operations that client and simulator use",
    runs: [program('tools/drift/main.ts')],
  },
  shots: {
    about: 'takes the pictures of the README and of the guides',
    reads: ALL,
    runs: [program('test/playground/shots.ts'), program('test/screens/shots.ts')],
  },
  changeset: {
    about: 'asks for a change that users notice, and writes a changeset',
    runs: [tools('changeset')],
  },
};
