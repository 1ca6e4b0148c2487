import { basicAuth } from '@mx-member/http/web';
import { checkOptions } from '@mx-member/machine/hosting';
import { Bank } from './bank/bank.ts';
import { BANK_OPTIONS, type BankOptions } from './bank/options.ts';
import { durationInMs, FastClock } from './clock.ts';
import { WIRE_OPTIONS, type WireOptions } from './http/bodies.ts';
import type { Exchange } from './http/exchange.ts';
import type { FaultRule } from './http/fault-rules.ts';
import { Faults, type Sleep } from './http/faults.ts';
import { createRoutes } from './http/routes.ts';
import { untilAborted } from './http/until-aborted.ts';
import { Webhooks, type WebhookTarget } from './webhooks/webhooks.ts';

/** The default client id. */
export const DEFAULT_CLIENT_ID = 'simulator-client';
/** The default API key. */
export const DEFAULT_API_KEY = 'simulator-key';

/**
 * Options of the bank ({@link BankOptions}), of the platform's JSON ({@link WireOptions}), keys, webhooks and faults.
 */
export interface MxSimulatorOptions extends BankOptions, WireOptions {
  /** @default {@link DEFAULT_CLIENT_ID} */
  readonly clientId?: string;
  /** @default {@link DEFAULT_API_KEY} */
  readonly apiKey?: string;
  /**
   * Whether the media type of v20111101 in `Accept` replaces `Accept-Version`, as at MX until 2026-08-12 (D-MIG). It is
   * for clients that still rely on this, such as MX's SDKs without an own header. @default false: such requests get 406
   */
  readonly allowMissingAcceptVersion?: boolean;
  /** The initial faults. Use `faults` of the simulator to add more later. @default none */
  readonly faults?: readonly FaultRule[];
  /** Waits during a `delay` fault. A test can replace it. @default a timer */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /**
   * How many times faster than `now` the time of the bank passes. Durations such as `step` are in the time of the bank.
   * @default 1
   */
  readonly speed?: number;
  /** Where to send a webhook for each change. @default nowhere */
  readonly webhooks?: WebhookTarget;
  /**
   * Called with every request and its response, before the response is sent. Both contain secrets: remove those before
   * you store an exchange.
   *
   * @default nothing
   */
  readonly onExchange?: (exchange: Exchange) => void;
}

/** MX Bank and the platform around it: a `fetch` for clients, and the state behind it. */
export interface MxSimulator {
  /**
   * Answers a request as MX would, without a network. The origin of the request does not matter. It has the signature
   * of the global `fetch`.
   *
   * @throws {TypeError} when a fault drops the connection. Also rejects with the signal's reason when the request is
   * aborted.
   */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  /**
   * The state of bank and platform, for reading and changing. `bank.member(guid).received` counts what a client sent.
   */
  readonly bank: Bank;
  /** The active faults. Add and remove rules here. */
  readonly faults: Faults;
  /**
   * Lets time pass: advances the clock of the bank. Everything that is due happens in order, and each webhook is
   * delivered at its time. A year of 50 members takes less than a second without webhooks.
   *
   * @param duration In ms, or as `'90s'`, `'15m'`, `'12h'`, `'30d'`.
   * @throws {RangeError} for any other text, and for a negative number.
   */
  readonly skip: (duration: number | `${number}${'s' | 'm' | 'h' | 'd'}`) => Promise<void>;
  /** How many times faster than the given clock its time passes. */
  readonly speed: number;
  /** The webhooks that wait to be sent. `flush` sends them. A served simulator calls it by itself. */
  readonly webhooks: Webhooks;
}

export const SIMULATOR_OPTIONS = [
  ...BANK_OPTIONS,
  ...WIRE_OPTIONS,
  'clientId',
  'apiKey',
  'allowMissingAcceptVersion',
  'faults',
  'sleep',
  'speed',
  'webhooks',
  'onExchange',
] as const;

/** The longest wait that a timer supports, in ms. */
const MAX_WAIT = 2 ** 31 - 1;

/** After an abort the timer still runs, but no longer keeps the process alive. */
const byTimer: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.min(ms, MAX_WAIT));
    const leave = () => timer.unref?.(); // Only timers of Node and similar runtimes have it.
    if (signal?.aborted) leave();
    signal?.addEventListener('abort', leave, { once: true });
  });

/**
 * Creates MX Bank and the platform around it, offline. It takes a `Request` and returns a `Response`.
 *
 * Log in as `mxuser`. The password decides what happens (see `PASSWORDS`), and so do the answers (see `ANSWERS`).
 *
 * @throws {TypeError} for an unknown option, or a value of the wrong type. {RangeError} for an invalid value.
 */
export function createMxSimulator(options: MxSimulatorOptions = {}): MxSimulator {
  checkOptions('createMxSimulator', options, SIMULATOR_OPTIONS);
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
  const faults = new Faults(options.faults ?? [], sleep);
  const authorization = basicAuth(clientId, apiKey);
  const app = createRoutes({
    bank,
    faults,
    wire: options,
    authorization,
    allowMissingAcceptVersion,
    onExchange,
  });
  const webhooks = new Webhooks(bank, options.webhooks);
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
      // A request takes effect even if its caller disconnects, as on a real server.
      return untilAborted(Promise.resolve(app.fetch(request)), request.signal);
    },
  };
}
