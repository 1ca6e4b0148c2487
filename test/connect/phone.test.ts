import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createContext, Script } from 'node:vm';
import { createHost } from '@mx-member/host';
import { createMembersHandler } from '@mx-member/host/http';
import { createMxSimulator } from '@mx-member/simulator';
import { build } from 'esbuild';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { openBankLogin, Phone } from '../../examples/phone/bank-login.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import { mxOver } from '../support/simulated-mx.ts';

/** The app of `examples/phone`, with the globals of React Native. It is killed at each step of the way to the bank and back. */

let program: Script;
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(import.meta.resolve('../../examples/phone/bank-login.ts'))],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'app',
    conditions: ['@mx-member/source'],
  });
  program = new Script(outputFiles[0]?.text ?? '');
});
beforeEach(stopTime);
afterEach(releaseTime);

type Login = Awaited<ReturnType<typeof openBankLogin>>;
const RETURN = 'myapp://bank';

/** The signal of React Native: without `throwIfAborted`, and without a reason. */
class SignalOfApp extends EventTarget {
  aborted = false;
}
class ControllerOfApp {
  readonly signal = new SignalOfApp();
  abort(): void {
    if (this.signal.aborted) return;
    this.signal.aborted = true;
    this.signal.dispatchEvent(new Event('abort'));
  }
}

/** Its response: the text, and no stream. */
const responseOfApp = (response: Response) => ({
  ok: response.ok,
  status: response.status,
  headers: response.headers,
  text: () => response.text(),
});

/** One start of the app, until it is killed. Nothing of it runs after that. */
class Process {
  isKilled = false;
  readonly #step: () => void;

  constructor(step: () => void) {
    this.#step = step;
  }

  /** A step at which the app can be killed, and after which it goes on only if it was not. */
  async #take<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#step();
    if (this.isKilled) return new Promise(() => {});
    const result = await work();
    this.#step();
    return this.isKilled ? new Promise(() => {}) : result;
  }

  open(phone: Phone, send: (request: Request) => Promise<Response>): Promise<Login> {
    const run = (work: () => void) => () => {
      if (!this.isKilled) work();
    };
    const globals = {
      setTimeout: (work: () => void, ms: number) => setTimeout(run(work), ms),
      clearTimeout: (timer: NodeJS.Timeout) => clearTimeout(timer),
      setInterval: (work: () => void, ms: number) => setInterval(run(work), ms),
      clearInterval: (timer: NodeJS.Timeout) => clearInterval(timer),
      fetch: (request: Request) =>
        this.#take(async () => responseOfApp(await send(new Request(request)))),
      Request: class extends Request {
        constructor(input: string | Request, { signal: _, ...init }: RequestInit = {}) {
          super(input, init);
        }
      },
      Headers,
      AbortController: ControllerOfApp,
      crypto: { getRandomValues: (into: Uint32Array<ArrayBuffer>) => crypto.getRandomValues(into) },
      performance: { now: () => Date.now() },
      URL: class {},
      URLSearchParams,
      console,
    };
    const context = createContext({ ...globals, navigator: { product: 'ReactNative' } });
    new Script('globalThis.window = globalThis').runInContext(context);
    program.runInContext(context);
    const { storage } = phone;
    const guarded: Phone = {
      ...phone,
      storage: {
        getItem: (key) => this.#take(() => storage.getItem(key)),
        setItem: (key, value) => this.#take(() => storage.setItem(key, value)),
        removeItem: (key) => this.#take(() => storage.removeItem(key)),
      },
      openUrl: (address) => this.#take(() => phone.openUrl(address)),
    };
    const server = { url: 'https://app.test/api/mx', headers: { authorization: 'Bearer ada' } };
    const institution = { code: 'mx_bank_oauth', name: 'MX Bank' };
    return context.app.openBankLogin(guarded, server, institution);
  }
}

/** What reaches the app of the address to which the bank's page returns. */
const RETURNS = {
  once: (address: string) => [address],
  never: () => [],
  twice: (address: string) => [address, address],
  'after an early denial': (address: string) => [
    `${RETURN}?status=error&error_reason=DENIED`,
    address,
  ],
} as const;
type Return = keyof typeof RETURNS;

/** A login of a person whose app is killed at one step. @returns What the bank and the person saw. */
async function login(how: Return, killAt: number) {
  const simulator = createMxSimulator({ now: () => Date.now() });
  const mx = mxOver(simulator.fetch);
  const host = await createHost({ port: mx, directory: mx });
  const { userGuid } = await mx.createUser();
  const handler = createMembersHandler({
    host,
    mx,
    basePath: '/api/mx',
    returnTo: [RETURN],
    userOf: () => ({ userGuid }),
  });
  const kept = new Map<string, string>();
  let page: string | null = null;
  let visited = 0;
  let steps = 0;
  let process = new Process(step);
  function step(): void {
    steps += 1;
    if (steps === killAt) process.isKilled = true;
  }
  const phone: Phone = {
    storage: {
      getItem: async (key) => kept.get(key) ?? null,
      setItem: async (key, value) => void kept.set(key, value),
      removeItem: async (key) => void kept.delete(key),
    },
    async openUrl(address) {
      page = address;
    },
    newId: () => randomUUID(),
  };
  let app: Login | undefined;
  const launch = () => {
    app = undefined;
    process = new Process(step);
    void process.open(phone, handler).then((opened) => {
      opened.connection.subscribe(() => {});
      app = opened;
    });
  };
  /** The person logs in on the bank's page, which returns to the app. */
  async function visit(address: string): Promise<void> {
    page = null;
    visited = Date.now();
    const body = new URLSearchParams({ decision: 'authorize' });
    const response = await simulator.fetch(address, { method: 'POST', body });
    const back = response.headers.get('location');
    if (!back) return; // This address was used before the app was killed.
    if (process.isKilled) launch();
    await settle();
    for (const one of RETURNS[how](back)) {
      app?.wasOpenedBy(one);
      step();
    }
    if (how === 'never') app?.isActive();
  }
  launch();
  const view = () => app?.connection.getView();
  const isResting = () => {
    const shown = view();
    return shown !== undefined && app?.connection.rest.isResting(shown);
  };
  const end = () => (isResting() ? null : (view()?.member?.outcome ?? null));
  let outcome = end();
  // The person looks at the screen once in a second, and presses what there is.
  for (let round = 0; round < 300; round += 1) {
    await pass(1_000);
    if (page) await visit(page);
    outcome = end() ?? outcome;
    if (outcome && kept.size === 0) break;
    if (process.isKilled) launch();
    const { bank, member } = view() ?? {};
    const isAsked = isResting() || member?.needs === 'authorization';
    const isThere = bank?.state === 'open' || (bank?.state === 'returned' && !bank.error);
    if (end()) void app?.done();
    // Whoever has just logged in waits for a moment.
    else if (isAsked && !isThere && !page && Date.now() - visited > 10_000)
      app?.connection.openBank();
  }
  const members = [...simulator.bank.members(simulator.bank.user(userGuid)).values()];
  const jobs = members.flatMap(({ received }) => received.starts);
  await host.close();
  return { steps, outcome, members: members.length, jobs: jobs.length, kept: kept.size };
}

test.each(Object.keys(RETURNS) as Return[])(
  'a return that reaches the app %s ends connected with one member, also if the app is killed at any step',
  async (how) => {
    const whole = await login(how, Number.POSITIVE_INFINITY);
    expect(whole.outcome).toMatchObject({ outcome: 'connected', fresh: true });
    for (let step = 1; step <= whole.steps; step += 1) {
      const { outcome, members, jobs, kept } = await login(how, step);
      expect({ step, outcome: outcome?.outcome, members, jobs, kept }).toEqual({
        step,
        outcome: 'connected',
        members: 1,
        jobs: whole.jobs,
        kept: 0,
      });
    }
  },
);
