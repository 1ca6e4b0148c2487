import { basicAuth } from '@mx-member/http/web';
import { checkOptions, type OptionKinds } from '@mx-member/machine/hosting';
import { BookCache } from './accounts/books.ts';
import { Bank } from './bank/bank.ts';
import { BANK_KINDS, type BankOptions } from './bank/options.ts';
import { type Duration, durationInMs, FastClock } from './clock.ts';
import { WIRE_KINDS, type WireOptions } from './http/bodies.ts';
import type { Exchange } from './http/exchange.ts';
import type { FaultRule } from './http/fault-rules.ts';
import { Faults, type Sleep } from './http/faults.ts';
import { createRoutes } from './http/routes.ts';
import { untilAborted } from './http/until-aborted.ts';
import { Webhooks, type WebhookTarget } from './webhooks/webhooks.ts';

/** The client id that the simulator accepts unless told otherwise. */
export const DEFAULT_CLIENT_ID = 'simulator-client';
/** The API key that goes with {@link DEFAULT_CLIENT_ID}. */
export const DEFAULT_API_KEY = 'simulator-key';

/** Options of the bank ({@link BankOptions}), of the platform's JSON ({@link WireOptions}), keys, webhooks and faults. */
export interface MxSimulatorOptions extends BankOptions, WireOptions {
  /** @default {@link DEFAULT_CLIENT_ID} */
  readonly clientId?: string;
  /** @default {@link DEFAULT_API_KEY} */
  readonly apiKey?: string;
  /**
   * A request without `Accept-Version` is answered when its `Accept` has the media type of v20111101, as MX did until
   * 2026-08-12 (D-MIG). For clients that still ask so, such as MX's SDKs with no header of their own. @default false: 406
   */
  readonly allowMissingAcceptVersion?: boolean;
  /** Faults from the start; `faults` of the simulator adds more later. @default none */
  readonly faults?: readonly FaultRule[];
  /** The wait of a `delay` fault. A test can replace it. @default a timer */
  readonly sleep?: Sleep;
  /**
   * Time passes so many times faster than by `now`. Times of the bank, such as `step`, are in its own time. @default 1
   */
  readonly speed?: number;
  /** Who gets a webhook for each change. @default nobody */
  readonly webhooks?: WebhookTarget;
  /**
   * Called with every request and its response, before the response is sent. Both hold secrets: hide them before you store
   * an exchange.
   * @default nobody
   */
  readonly onExchange?: (exchange: Exchange) => void;
}

/** MX Bank and the platform around it: requests as from a client, and the state behind them. */
export interface MxSimulator {
  /**
   * Answers a request as MX would, without a network; any origin will do. It has the shape of the global `fetch`.
   * @throws {TypeError} when a fault drops the connection; the signal's reason when the request is aborted.
   */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  /** The state of bank and platform, to read and to change. `bank.member(guid).received` counts what a client sent. */
  readonly bank: Bank;
  /** The active faults: add and remove rules. */
  readonly faults: Faults;
  /**
   * Lets time pass: the clock of the bank goes on by so much, everything that is due happens in its order, and each webhook is
   * delivered at its moment. A year of 50 members takes less than a second without webhooks.
   * @param duration In ms, or as `'90s'`, `'15m'`, `'12h'`, `'30d'`.
   * @throws {RangeError} for any other text, and a number below 0.
   */
  readonly skip: (duration: Duration) => Promise<void>;
  /** How many times faster than the clock that it was given its time passes. */
  readonly speed: number;
  /** Webhooks that wait to be sent. `flush` sends them (a served simulator calls it by itself). */
  readonly webhooks: Webhooks;
}

export const SIMULATOR_KINDS: OptionKinds<MxSimulatorOptions> = {
  ...BANK_KINDS,
  ...WIRE_KINDS,
  clientId: 'a string',
  apiKey: 'a string',
  allowMissingAcceptVersion: 'a boolean',
  faults: 'an array',
  sleep: 'a function',
  speed: 'a number',
  webhooks: 'an object',
  onExchange: 'a function',
};

/** The longest wait that a timer can hold, in ms. */
const MAX_WAIT = 2 ** 31 - 1;

/** After an abort the timer still runs, but it no longer keeps the process alive. */
const byTimer: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.min(ms, MAX_WAIT));
    const leave = () => timer.unref?.(); // Only Node's and its like have one.
    if (signal?.aborted) leave();
    signal?.addEventListener('abort', leave, { once: true });
  });

/**
 * MX Bank and the platform around it, offline: `Request` in, `Response` out.
 *
 * Log in as `mxuser`; the password decides what happens (see `PASSWORDS`), and so do the answers (see `ANSWERS`).
 * @throws {TypeError} for an unknown option, or one of a wrong type. {RangeError} for a value that makes no sense.
 */
export function createMxSimulator(options: MxSimulatorOptions = {}): MxSimulator {
  checkOptions('createMxSimulator', options, SIMULATOR_KINDS);
  const {
    clientId = DEFAULT_CLIENT_ID,
    apiKey = DEFAULT_API_KEY,
    allowMissingAcceptVersion = false,
    sleep = byTimer,
    speed = 1,
    onExchange,
  } = options;
  const clock = new FastClock(options.now ?? (() => Date.now()), speed);
  const bank = new Bank({ ...options, now: () => clock.now });
  const books = new BookCache();
  const faults = new Faults(options.faults ?? [], sleep);
  const authorization = basicAuth(clientId, apiKey);
  const app = createRoutes({
    bank,
    books,
    faults,
    wire: options,
    authorization,
    allowMissingAcceptVersion,
    onExchange,
  });
  const webhooks = new Webhooks(bank, books, options.webhooks);
  return {
    bank,
    faults,
    webhooks,
    speed,
    async skip(duration) {
      const until = bank.now + durationInMs(duration);
      for (let { next } = webhooks; next !== undefined && next <= until; next = webhooks.next) {
        clock.goTo(next);
        await webhooks.flush();
      }
      clock.goTo(until);
      bank.advance();
    },
    fetch: async (input, init) => {
      const request = input instanceof Request && !init ? input : new Request(input, init);
      request.signal.throwIfAborted();
      // A request takes effect even when its caller goes away, as at a real server.
      return untilAborted(Promise.resolve(app.fetch(request)), request.signal);
    },
  };
}
