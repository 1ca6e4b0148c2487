import type { MemberDirectory } from '@mx-member/http/create';
import {
  checkDefaults,
  checkOptions,
  checkPort,
  createHookLog,
  harmless,
  type Limiter,
  MEMBER_HOST_KINDS,
  type MemberHostOptions,
  type OptionKinds,
} from '@mx-member/machine/hosting';
import type { CallEffect, MemberPort } from '@mx-member/machine/step';
import type { StepTracer } from '@mx-member/machine/trace';
import type { LeftWork } from './left.ts';
import type { Counters } from './operate/counters.ts';
import type { HostStore } from './store/store.ts';

/**
 * What a host was doing when something was thrown. `record`: a kept record could not be read. `creation`: MX could not say
 * whether a member was created.
 */
export type HostErrorPlace =
  | CallEffect['type']
  | 'store'
  | 'onEnded'
  | 'record'
  | 'creation'
  | 'observer'
  | 'onRestore'
  | 'onUnreadable'
  | 'onLeft'
  | 'trace';

/** Options of `createHost`. */
export interface HostOptions extends MemberHostOptions<HostErrorPlace> {
  /**
   * Makes the calls to MX, such as `createMx({ clientId, apiKey, environment })`.
   */
  readonly port: MemberPort;
  /**
   * Where records are kept: `openSqlite(path)` of `@mx-member/host/sqlite`. Without one all members are lost when the
   * process ends. @default none
   */
  readonly store?: HostStore;
  /**
   * Lists the members of a user: `createMx` is one. With it the host finds out, also after a crash, what came of members
   * that `createAndStart` was creating, and follows them. It never sends a request again. @default none: such a member is found
   * when `createAndStart` is called once more with the same `id`
   */
  readonly directory?: MemberDirectory;
  /** For a port without a limiter of its own: each call takes one place. @default none */
  readonly limiter?: Limiter;
  /**
   * The most calls that start in any second. The host learns how many MX takes, so it needs no number; with one it never makes
   * more. @default no bound
   */
  readonly requestsPerSecond?: number;
  /** The most calls at the same time. Members that nobody looks at have three quarters of them at most. @default 100 */
  readonly maxInFlight?: number;
  /** How far a restore is: called every thousand members, and at its end. @default nothing */
  readonly onRestore?: (restored: number) => void;
  /**
   * How long `close` may take, in ms, whatever hangs: a call to MX, `onEnded`, or the store. @default 10000
   */
  readonly closeTimeout?: number;
  /**
   * Is given each step of each member, such as `createTracer({ write })` of `@mx-member/adapters/trace`, which writes a trace without
   * secrets. Each step costs about 50 µs more. @default none
   */
  readonly trace?: StepTracer;
  /** Called by `close` with what it could not end in that time. @default nothing */
  readonly onLeft?: (left: LeftWork) => void;
}

export const DEFAULT_MAX_IN_FLIGHT = 100;
export const DEFAULT_CLOSE_TIMEOUT = 10_000;

const KINDS: OptionKinds<HostOptions> = {
  ...MEMBER_HOST_KINDS,
  // Checked below, in better words.
  store: '',
  directory: 'an object',
  limiter: 'an object',
  requestsPerSecond: 'a whole number above 0',
  maxInFlight: 'a whole number above 0',
  onRestore: 'a function',
  closeTimeout: 'a whole number above 0',
  onLeft: 'a function',
  trace: 'an object',
};

/** @throws {TypeError} that names the first option which is wrong. */
function checkHostOptions(options: HostOptions): void {
  checkOptions('createHost', options, KINDS);
  checkPort('createHost', options.port);
  checkDefaults(options);
  if (options.store !== undefined && typeof Object(options.store).commit !== 'function')
    throw new TypeError(
      "createHost: `store` must be a HostStore, such as openSqlite('members.db').",
    );
  if (options.limiter && typeof options.limiter.acquire !== 'function')
    throw new TypeError('createHost: `limiter` must be a Limiter, such as createLimiter({ … }).');
}

/**
 * The options, checked. What watches the host can throw without any harm: it is reported.
 * @param counters Count calls and errors.
 * @throws {TypeError} that names the first option which is wrong.
 */
export function hostSettings(options: HostOptions, counters: Counters): HostOptions {
  checkHostOptions(options);
  const { observer, onRestore, onUnreadable, onLeft, trace } = options;
  const report = harmless(options.onError ?? createHookLog('createHost'));
  const onError = (thrown: unknown, where: HostErrorPlace) => {
    counters.noteError(where);
    report(thrown, where);
  };
  return {
    ...options,
    port: counters.countPort(options.port),
    onError,
    ...(observer && {
      observer: {
        onView: harmless(
          (member, view) => observer.onView(member, view),
          (thrown) => onError(thrown, 'observer'),
        ),
      },
    }),
    ...(trace && {
      trace: {
        onStep: harmless(
          (...step) => trace.onStep(...step),
          (thrown) => onError(thrown, 'trace'),
        ),
      },
    }),
    ...(onRestore && { onRestore: harmless(onRestore, (thrown) => onError(thrown, 'onRestore')) }),
    onUnreadable: harmless(onUnreadable ?? ((row) => onError(row, 'record')), (thrown) =>
      onError(thrown, 'onUnreadable'),
    ),
    ...(onLeft && { onLeft: harmless(onLeft, (thrown) => onError(thrown, 'onLeft')) }),
  };
}
