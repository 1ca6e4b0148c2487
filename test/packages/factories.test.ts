import { hideSecrets } from '@mx-member/adapters/inspector';
import { createLimiter } from '@mx-member/adapters/limiter';
import { createMx, parseMxWebhook } from '@mx-member/adapters/mx';
import { createMemberTelemetry } from '@mx-member/adapters/otel';
import { connectRelay, createRelay } from '@mx-member/adapters/relay';
import { createTracer } from '@mx-member/adapters/trace';
import { createMemberConnection } from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { createNewConnection } from '@mx-member/connect/create';
import { createRepair, healthSummary } from '@mx-member/connect/repair';
import { createHost, createOperatingHandler } from '@mx-member/host';
import {
  connectCreations,
  connectHost,
  createCreationHandler,
  createHostHandler,
  createMembersHandler,
} from '@mx-member/host/http';
import { createMemberActors } from '@mx-member/machine';
import { connectionHealth } from '@mx-member/machine/health';
import { createRestateHost } from '@mx-member/restate';
import { createBudget, createMemberService } from '@mx-member/restate/service';
import { createMxSimulator, planTroubles } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { entriesOf, PUBLISHED } from './support/entries.ts';

/** A factory: its call, valid options, and options that are each wrong. */
interface Factory {
  readonly make: (options: never) => unknown;
  readonly good: object;
  /** A misspelt option, and the intended name. */
  readonly misspelt: readonly [name: string, meant: string];
  readonly wrong: object;
}

const nothing = async () => undefined;
const port = { startJob: nothing, readStatus: nothing, submitAnswers: nothing };
const host = connectHost({ url: 'https://members.example' });
const url = 'https://relay.example';
const member = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
const authorize = () => true;
const health = connectionHealth(null, 0);
const ingress = 'http://restate.example:8080';

const FACTORIES: Readonly<Record<string, Factory>> = {
  createLimiter: {
    make: createLimiter,
    good: { requestsPerSecond: 5 },
    misspelt: ['requestPerSecond', 'requestsPerSecond'],
    wrong: { requestsPerSecond: '5', maxQueue: -1, now: 0 },
  },
  createMx: {
    make: createMx,
    good: { clientId: 'id', apiKey: 'key', environment: 'integration' },
    misspelt: ['requestPerSecond', 'requestsPerSecond'],
    wrong: { clientId: 1, environment: 'test', timeout: 0, fetch: {}, limiter: {} },
  },
  parseMxWebhook: {
    make: (options) => parseMxWebhook(new Request(url), options),
    good: { username: 'mx', password: 'secret' },
    misspelt: ['maxBodySize', 'maxBody'],
    wrong: { maxBody: 'long' },
  },
  hideSecrets: {
    make: (options) => hideSecrets({}, options),
    good: {},
    misspelt: ['pseudonym', 'pseudonyms'],
    wrong: { pseudonyms: true },
  },
  createTracer: {
    make: createTracer,
    good: { write: () => {} },
    misspelt: ['writes', 'write'],
    wrong: { write: 'trace.ndjson', now: 0, key: 'short' },
  },
  createMemberTelemetry: {
    make: createMemberTelemetry,
    good: {},
    misspelt: ['metricProvider', 'meterProvider'],
    wrong: { now: 0, meterProvider: null },
  },
  connectRelay: {
    make: connectRelay,
    good: { url },
    misspelt: ['header', 'headers'],
    wrong: { url: 7, timeout: 1.5, headers: 'x', fetch: null },
  },
  createRelay: {
    make: (options) => createRelay(port as never, options),
    good: { authorize },
    misspelt: ['authorise', 'authorize'],
    wrong: { authorize: true, jobs: 'aggregate', maxBody: '1', onRefused: 1 },
  },
  createMemberConnection: {
    make: createMemberConnection,
    good: { host, input: { member, job: 'aggregate' } },
    misspelt: ['institutions', 'institution'],
    wrong: { host: {}, input: {}, storage: 'session', gcTime: '5', messages: 'de' },
  },
  createRepair: {
    make: createRepair,
    good: { host, input: { member, job: 'aggregate' }, health },
    misspelt: ['institutions', 'institution'],
    wrong: { health: 'broken', host: {}, input: {}, locale: 1, now: '5' },
  },
  createNewConnection: {
    make: createNewConnection,
    good: { host, access: host, creations: {}, id: 'a', institution: { code: 'mxbank' } },
    misspelt: ['creation', 'creations'],
    wrong: { creations: 'x', id: 1, institution: 'mxbank', oauth: true, onConflict: {} },
  },
  healthSummary: {
    make: (options) => healthSummary(health, options),
    good: {},
    misspelt: ['message', 'messages'],
    wrong: { name: 1, locale: 1, now: '5', messages: 'de' },
  },
  createBrowserHost: {
    make: createBrowserHost as never,
    good: { port },
    misspelt: ['onEnd', 'onEnded'],
    wrong: { port: {}, storage: 'session', name: 3, onStep: {} },
  },
  createHost: {
    make: createHost,
    good: { port },
    misspelt: ['onEnd', 'onEnded'],
    wrong: {
      port: 3000,
      store: 'members.db',
      limiter: {},
      retention: 0,
      maxInFlight: '9',
      pacing: { busy: 1 },
      deadlines: { busi: 1_000 },
      observer: () => {},
    },
  },
  connectHost: {
    make: connectHost,
    good: { url },
    misspelt: ['timeOut', 'timeout'],
    wrong: { url: 7, timeout: -1, headers: 1, fetch: 'get' },
  },
  createOperatingHandler: {
    make: (options) => createOperatingHandler(() => null, options),
    good: {},
    misspelt: ['authorise', 'authorize'],
    wrong: { authorize: 'all' },
  },
  createHostHandler: {
    make: (options) => createHostHandler(host, options),
    good: { authorize },
    misspelt: ['webhooks', 'webhook'],
    wrong: {
      authorize: 'all',
      authorizeErasure: true,
      access: 1,
      basePath: 'api',
      timeout: Number.NaN,
    },
  },
  createMembersHandler: {
    make: createMembersHandler,
    good: { mx: port, host, userOf: authorize },
    misspelt: ['job', 'jobs'],
    wrong: { mx: 1, host: 1, userOf: 'all', jobs: 'aggregate', basePath: 1, allowedOrigins: '*' },
  },
  createCreationHandler: {
    make: createCreationHandler,
    good: { mx: port, host, authorize },
    misspelt: ['authorise', 'authorize'],
    wrong: { mx: 1, host: 1, authorize: 'all', basePath: 1, timeout: 0 },
  },
  connectCreations: {
    make: connectCreations,
    good: { url },
    misspelt: ['timeOut', 'timeout'],
    wrong: { url: 7, timeout: -1, headers: 1, fetch: 'get' },
  },
  createMemberActors: {
    make: (options) => createMemberActors(port as never, options),
    good: {},
    misspelt: ['beforeSubmits', 'beforeSubmit'],
    wrong: { now: 5, onError: 'log' },
  },
  createRestateHost: {
    make: createRestateHost,
    good: { ingress, seal: nothing },
    misspelt: ['ingres', 'ingress'],
    wrong: { ingress: 8080, seal: 'key', patience: '1', timeout: 0 },
  },
  createBudget: {
    make: createBudget,
    good: { ingress, requestsPerSecond: 20 },
    misspelt: ['requestPerSecond', 'requestsPerSecond'],
    wrong: { requestsPerSecond: 0.5, name: 1 },
  },
  createMemberService: {
    make: createMemberService,
    good: { ingress, port, open: nothing },
    misspelt: ['openn', 'open'],
    wrong: { port: {}, open: 'key', budget: 20, retention: 'long', pacing: { busy: 1 } },
  },
  createMxSimulator: {
    make: createMxSimulator,
    good: {},
    misspelt: ['challengeLifeTime', 'challengeLifetime'],
    wrong: { step: '1', faults: {}, now: 0, unsupportedJobs: 'verify', apiKey: null },
  },
  planTroubles: {
    make: (plan: never) => planTroubles(createMxSimulator().bank, plan),
    good: { seed: 'a', until: 0 },
    misspelt: ['sed', 'seed'],
    wrong: { seed: 1, until: 'now', rates: [] },
  },
  serveMxSimulator: {
    make: serveMxSimulator,
    good: {},
    misspelt: ['ports', 'port'],
    wrong: { port: '3999', hosts: 'proxy.example', step: '1' },
  },
};

/** Exported functions without their own named options, and the reason. */
const WITHOUT_OPTIONS: Readonly<Record<string, string>> = {
  textsOf: 'takes texts and a name',
  inspectMember:
    'its options go on to an inspector of another package, which has more with each version',
  inspectViews: 'takes an inspector and a chart',
  ensureUser: 'its attributes go on to a call of MX, which MX checks',
  createTraceHash: 'takes a key',
  traceDigest: 'takes a text',
  createReplay: 'takes a function',
  traceOf: 'takes values of one call',
  explainStep: 'takes a step of a replay',
  lasting: 'takes a number',
  createMemoryStore: 'none',
  metricsText: 'takes statistics',
  MxConflict: 'is an error',
  createAndStart: 'takes one request, and checks it',
  deleteAbandonedMembers: 'takes one request',
  readCreation: 'takes a host and an id',
  UnreadableRow: 'is an error',
  hostStoreChecks: 'takes a function that opens a store',
  connectionHealth: 'takes what MX shows of a member',
  createPseudonyms: 'none',
  createSealKeys: 'none',
  createSeal: 'takes a key, and checks it',
  createOpen: 'takes keys, and checks them',
  createCipher: 'takes keys, and checks them',
  encryptStore: 'takes a store and a cipher',
  oncePerProcess: 'takes a name and a function that opens something',
  openSqlite: 'takes a path',
  openPostgres: 'takes clients of pg, and checks them',
  OwnerChanged: 'is an error',
  healthRow: 'passes its options on to healthSummary',
  toElement: 'takes a tree',
  clockText: 'takes values of one call',
  createEndReporter: 'takes nothing',
  followEnds: 'takes values of one call',
  findPart: 'takes values of one call',
  followScreen: 'takes an element',
  plural: 'takes a language and its forms',
  partSelector: 'takes a name',
  readBankMessage: 'takes values of one call',
  screenOf: 'takes values of one call',
  parseFault: 'takes a text',
  scriptOf: 'takes a text',
  statusesOf: 'takes a text',
  problemDetails: 'takes values of one call',
  problemResponse: 'takes values of one call',
  observeMember: 'takes an actor',
};

/**
 * Entries whose functions take a connection that `createMemberConnection` has made, or members and records, and entries of
 * `@mx-member/http`, which programs do not name.
 */
const OTHER_ENTRIES = [
  '@mx-member/connect/react',
  '@mx-member/connect/vue',
  '@mx-member/connect/svelte',
  '@mx-member/connect/solid',
  '@mx-member/connect/element',
  '@mx-member/http/web',
  '@mx-member/http/limits',
  '@mx-member/http/create',
  '@mx-member/machine/hosting',
  '@mx-member/machine/step',
];

describe.each(Object.entries(FACTORIES))('%s', (name, { make, good, misspelt, wrong }) => {
  /** The error of the factory, however it fails. */
  const errorOf = async (options: unknown): Promise<Error | undefined> => {
    try {
      await make(options as never);
      return undefined;
    } catch (thrown) {
      return thrown as Error;
    }
  };

  test('refuses an option that it does not know, and names the one that was meant', async () => {
    const [typo, meant] = misspelt;
    const error = await errorOf({ ...good, [typo]: 'a secret' });
    expect(error).toBeInstanceOf(TypeError);
    expect(error?.message).toBe(`${name}: Unknown option \`${typo}\`. Did you mean \`${meant}\`?`);
  });

  test.each(Object.entries(wrong))('refuses a wrong %s', async (option, value) => {
    const error = await errorOf({ ...good, [option]: value });
    expect(error).toBeInstanceOf(TypeError);
    expect(error?.message).toContain(option);
  });
});

test.each([
  ['development', true],
  ['production', false],
])('a page that is built for %s checks options: %s', async (condition, isChecked) => {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '@mx-member/connect'`, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['@mx-member/source', condition],
  });
  expect(outputFiles[0]?.text.includes('Unknown option')).toBe(isChecked);
});

test.each([
  ['development', true],
  ['production', false],
])('in a page that is built for %s the chart has sentences: %s', async (condition, isDescribed) => {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { memberMachine } from '@mx-member/machine'`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['@mx-member/source', condition],
  });
  const source = `data:text/javascript,${encodeURIComponent(`${outputFiles[0]?.text}`)}`;
  const { memberMachine } = await import(source);
  expect(Object.keys(memberMachine.states).length).toBe(7);
  expect(memberMachine.definition.states.connected.description !== undefined).toBe(isDescribed);
});

test('every function that can be imported is in one of the two tables', async () => {
  const hosting = await import('@mx-member/machine/hosting');
  const step = await import('@mx-member/machine/step');
  const known = new Set([
    ...Object.keys(FACTORIES),
    ...Object.keys(WITHOUT_OPTIONS),
    ...Object.keys(hosting),
    ...Object.keys(step),
    // Records and views of an actor.
    ...['memberView', 'persist', 'restore'],
  ]);
  const missing: string[] = [];
  for (const [specifier, file] of PUBLISHED.flatMap(entriesOf)) {
    if (OTHER_ENTRIES.includes(specifier)) continue;
    const exported: Readonly<Record<string, unknown>> = await import(file);
    for (const [name, value] of Object.entries(exported))
      if (typeof value === 'function' && !known.has(name)) missing.push(`${specifier} ${name}`);
  }
  expect(missing).toEqual([]);
});
