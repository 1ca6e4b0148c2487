import type { Benchmark, Report } from '../support/report.ts';
import { figure } from '../support/stats.ts';
import { type Package, type Size, weigh } from './bundle.ts';

const USED = 'createMemberActors, memberMachine, memberView';
const MACHINE = 'the machine alone, as used (without xstate)';
const ALL = 'machine and mx, as used, with xstate, ky and valibot';

const PAGE = 'machine and relay, as used in a page, with xstate';
const STEPS = 'steps and relay, as used in a page without xstate';
const AT_SERVER = 'the connect screen in React at a host over HTTP, as used (without React)';
const IN_PAGE =
  'the connect screen in React with a host in the page and a relay, as used (without React)';
const RESTATE = 'a caller of members in Restate, with jose (without machine)';
const XSTATE = 'xstate alone: setup, createActor, fromPromise, assign, emit';
const SDK = "MX's SDK: MembersApi, with axios";

/** Budgets are 200 bytes above what the bundles weigh, because the order of lines alone moves gzip by that much. Small ones are nearer. */
const PACKAGES: readonly Package[] = [
  {
    name: MACHINE,
    code: `export { ${USED} } from '@mx-member/machine'`,
    budget: 20_060,
    without: ['xstate'],
  },
  {
    name: 'the machine alone, all of it (without xstate)',
    code: `export * from '@mx-member/machine'`,
    // With the manners of a host, which the hosts had themselves until they moved to /hosting.
    budget: 27_000,
    without: ['xstate'],
  },
  {
    name: 'the health of a connection (without its sentences)',
    code: `export { connectionHealth } from '@mx-member/machine/health'`,
    budget: 4_050,
  },
  {
    name: 'a tracer (without the steps)',
    code: `export { createTracer } from '@mx-member/adapters/trace'`,
    // HMAC-SHA-256 is 3 kB of it. The shapes, the tables of statuses and rules, and the pace of the machine are most of the rest.
    budget: 11_440,
    without: ['@mx-member/machine/step', '@mx-member/machine/hosting', '@mx-member/http/*'],
  },
  {
    name: 'the mx client alone (without machine, ky, valibot)',
    code: `export { createMx } from '@mx-member/adapters/mx'`,
    // Its limiter, which every client has, is 1.5 kB of it. What MX restricts at an institution is in it, and the sentences of errors.
    budget: 12_910,
    without: ['@mx-member/machine', 'ky', 'valibot'],
  },
  {
    name: ALL,
    code: `export { ${USED} } from '@mx-member/machine';
export { createMx } from '@mx-member/adapters/mx';
export { createActor } from 'xstate';`,
    budget: 55_320,
  },
  {
    name: PAGE,
    code: `export { ${USED} } from '@mx-member/machine';
export { connectRelay } from '@mx-member/adapters/relay';
export { createActor } from 'xstate';`,
    budget: 36_110,
  },
  {
    name: STEPS,
    code: `export { begin, recordView, recover, step } from '@mx-member/machine/step';
export { connectRelay } from '@mx-member/adapters/relay';`,
    budget: 23_370,
  },
  {
    name: 'the client of a host, as used in a page',
    code: `export { connectHost } from '@mx-member/host/http'`,
    budget: 4_660,
  },
  {
    name: 'the page of the playground: connect screen, chart, log, MX Bank (without xstate)',
    code: `import '../packages/playground/src/main.ts'`,
    // The page that Vite builds is smaller, and a test of it allows 126 kB. The page that stands in for MX's widget is 1.7 kB.
    budget: 128_940,
  },
  {
    name: AT_SERVER,
    code: `export { MemberScreen } from '../packages/connect/src/react/index.ts';
export { createMemberConnection } from '../packages/connect/src/index.ts';
export { connectHost } from '@mx-member/host/http';`,
    // The rules are not in it: what runs the member stands on the server. Its ends and next steps are 0.7 kB, its words 2 kB.
    // What is empty in a login form, and other texts while the screen is shown, are 0.13 kB.
    // The sentences of a wait and the check of empty answers are 0.21 kB.
    budget: 21_610,
    without: ['react'],
  },
  {
    name: IN_PAGE,
    code: `export { MemberScreen } from '../packages/connect/src/react/index.ts';
export { createMemberConnection } from '../packages/connect/src/index.ts';
export { createBrowserHost } from '../packages/connect/src/browser-host/index.ts';
export { connectRelay } from '@mx-member/adapters/relay';`,
    // bench/README.md has a table of what the bytes are for. A tracer, and the sentences of views, are loaded by who uses them.
    budget: 44_580,
    without: ['react'],
  },
  {
    name: 'the store of a connect screen (without the steps)',
    code: `export { createMemberConnection } from '../packages/connect/src/index.ts'`,
    // The check of empty answers is 0.13 kB.
    budget: 6_490,
    without: ['@mx-member/machine/*'],
  },
  {
    name: 'the connect screen: markup, focus and texts (without the store)',
    code: `export { followScreen, screenOf } from '../packages/connect/src/index.ts'`,
    // 1.2 kB are the title and the sentence of each end, and what is said about the data and the login.
    budget: 11_360,
    without: ['@mx-member/machine/*'],
  },
  {
    name: 'the repair of a member, and a row of a list (without machine)',
    code: `export { createRepair, healthRow } from '../packages/connect/src/repair/index.ts'`,
    // With the store; the markup of the screen comes on top.
    budget: 12_800,
    without: ['@mx-member/machine/*'],
  },
  {
    name: 'the login first (without machine)',
    code: `export { createNewConnection } from '../packages/connect/src/create/index.ts'`,
    // With the store; the markup of the screen comes on top.
    budget: 12_170,
    without: ['@mx-member/machine/*'],
  },
  {
    name: 'the connect screen in React (without the two above)',
    code: `export * from '../packages/connect/src/react/index.ts'`,
    budget: 820,
    without: ['react', '../index.ts', '../screen/*'],
  },
  {
    name: 'the connect screen in Vue (without the first two)',
    code: `export * from '../packages/connect/src/vue/index.ts'`,
    budget: 860,
    without: ['vue', '../index.ts', '../screen/*'],
  },
  {
    name: 'the connect screen in Svelte (without the first two)',
    code: `export * from '../packages/connect/src/svelte/index.ts'`,
    budget: 280,
    without: ['svelte', '../index.ts', '../screen/*'],
  },
  {
    name: 'the connect screen in Solid (without the first two)',
    code: `export * from '../packages/connect/src/solid/index.ts'`,
    budget: 720,
    without: ['solid-js', 'solid-js/*', '../index.ts', '../screen/*'],
  },
  {
    name: 'the connect screen as an element, with Lit (without the first two)',
    code: `import '../packages/connect/src/element/index.ts'`,
    budget: 10_410,
    without: ['../index.ts', '../screen/*'],
  },
  {
    name: RESTATE,
    // 1.4 kB of it keep creations, and find out what came of them. The JSON client is 0.9 kB. Refused logins are 2.5 kB.
    code: `export { createRestateHost, createSeal } from '@mx-member/restate'`,
    budget: 16_810,
    without: ['@mx-member/machine'],
  },
  {
    name: XSTATE,
    code: `export { assign, createActor, emit, fromPromise, setup } from 'xstate'`,
  },
  {
    name: SDK,
    code: `export { Configuration, MembersApi } from 'mx-platform-node'`,
  },
];

/** The error for a package that is larger than its budget. */
function failureOf({ name, budget = Infinity }: Package, { gzip }: Size): readonly string[] {
  if (gzip <= budget) return [];
  return [
    `Too large: ${name} is ${figure(gzip)} bytes of gzip and may be ${figure(budget)}. Make it smaller, or raise its budget in bench/sizes/index.ts and give the reason.`,
  ];
}

async function run(): Promise<Report> {
  const sizes: [string, Size][] = [];
  const failures: string[] = [];
  for (const one of PACKAGES) {
    const size = await weigh(one);
    sizes.push([one.name, size]);
    failures.push(...failureOf(one, size));
  }
  const figures = Object.fromEntries(sizes);
  const gzip = (name: string): number => figures[name]?.gzip ?? Number.NaN;
  return {
    title: '4  Sizes',
    method:
      'Bytes of a browser bundle by esbuild, minified and then compressed with gzip: the download at the start. "As used" is the imports of the README, with the rest removed by tree shaking.',
    tables: [
      {
        head: ['', 'minified', 'gzip', 'to all'],
        rows: sizes.map(([name, { minified, gzip: packed }]) => [
          name,
          figure(minified),
          figure(packed),
          `${(packed / gzip(ALL)).toFixed(2)}×`,
        ]),
      },
    ],
    aims: [
      { what: MACHINE, value: gzip(MACHINE), limit: 17_600, unit: ' bytes' },
      { what: ALL, value: gzip(ALL), limit: 52_300, unit: ' bytes' },
      { what: PAGE, value: gzip(PAGE), limit: 33_500, unit: ' bytes' },
      { what: STEPS, value: gzip(STEPS), limit: 20_600, unit: ' bytes' },
      { what: IN_PAGE, value: gzip(IN_PAGE), limit: 39_500, unit: ' bytes' },
    ],
    failures,
    charts: [
      {
        name: 'sizes',
        title: 'Size in a browser',
        unit: 'bytes, gzip; less is better',
        bars: [
          { label: 'machine', value: gzip(MACHINE), isProduct: true },
          { label: 'steps and relay', value: gzip(STEPS), isProduct: true },
          { label: 'machine, relay and what they use', value: gzip(PAGE), isProduct: true },
          { label: 'machine, mx and what they use', value: gzip(ALL), isProduct: true },
          { label: 'xstate alone', value: gzip(XSTATE), isProduct: false },
          {
            label: "MX's SDK, MembersApi",
            value: gzip(SDK),
            isProduct: false,
          },
        ],
      },
    ],
    figures,
  };
}

export const sizes: Benchmark = { name: 'sizes', run };
