import type { MemberDirectory } from '@mx-member/http/create';
import {
  checkDefaults,
  checkOptions,
  checkPort,
  createHookLog,
  harmless,
  MEMBER_HOST_OPTIONS,
  type MemberHostOptions,
} from '@mx-member/machine/hosting';
import { CALLS, type MemberPort } from '@mx-member/machine/step';
import type { StepTracer } from '@mx-member/machine/trace';
import type { LeftWork } from './closing.ts';
import type { Counters } from './operate/counters.ts';
import type { HostStore } from './store/store.ts';

/** See {@link HostErrorPlace}. */
export const HOST_ERROR_PLACES = [
  ...CALLS,
  'store',
  'onEnded',
  'record',
  'creation',
  'observer',
  'onRestore',
  'onUnreadable',
  'onLeft',
  'trace',
] as const;

/**
 * What a host was doing when an error was thrown: a call to MX, or one of your functions. `record`: a stored record could
 * not be read. `creation`: MX could not say whether a member was created.
 */
export type HostErrorPlace = (typeof HOST_ERROR_PLACES)[number];

/** Options of `createHost`. */
export interface HostOptions extends MemberHostOptions<HostErrorPlace> {
  /** Makes the calls to MX, for example the result of `createMx({ clientId, apiKey, environment })`. */
  readonly port: MemberPort;
  /**
   * Stores the records, for example `openSqlite(path)` of `@mx-member/host/sqlite`. Without a store, all members are
   * lost when the process ends. @default none
   */
  readonly store?: HostStore;
  /**
   * Lists the members of a user, for example the result of `createMx`. With it, the host finds members that
   * `createAndStart` was creating during a crash, and follows them. It never repeats a request. @default none: such a
   * member is found by calling `createAndStart` again with the same `id`
   */
  readonly directory?: MemberDirectory;
  /**
   * The maximum number of calls that start in any second. It is optional, because the host learns how many MX accepts.
   * @default no bound
   */
  readonly requestsPerSecond?: number;
  /**
   * The maximum number of calls at the same time. Members that nobody looks at get at most three quarters of them.
   * @default 100
   */
  readonly maxInFlight?: number;
  /**
   * A clock in ms for how long something takes. It must never be set. On Linux the default stands still while the machine sleeps.
   * `now` is read when a lifecycle begins, and after a restart. @default performance.now
   */
  readonly elapsed?: () => number;
  /** Called with the number of restored members: after every thousand, and at the end. @default nothing */
  readonly onRestore?: (restored: number) => void;
  /** The time limit of `close`, in ms, even if a call to MX, `onEnded` or the store hangs. @default 10000 */
  readonly closeTimeout?: number;
  /**
   * Called with each step of each member, for example `createTracer({ write })` of `@mx-member/adapters/trace`, which
   * writes a trace without secrets. A tracer adds about 50 µs to each step. @default none
   */
  readonly trace?: StepTracer;
  /**
   * Whether each record keeps what happened in its last two lifecycles, in sentences without secrets, for `explain`. It takes up to
   * 8 kB for a lifecycle. @default true
   */
  readonly explains?: boolean;
  /** Called by `close` with the work that it could not finish in time. @default nothing */
  readonly onLeft?: (left: LeftWork) => void;
}

export const DEFAULT_MAX_IN_FLIGHT = 100;
export const DEFAULT_CLOSE_TIMEOUT = 10_000;

const OPTIONS = [
  ...MEMBER_HOST_OPTIONS,
  'store',
  'directory',
  'requestsPerSecond',
  'maxInFlight',
  'elapsed',
  'onRestore',
  'closeTimeout',
  'onLeft',
  'trace',
  'explains',
] as const;

/** @throws {TypeError} that names the first wrong option. */
function checkHostOptions(options: HostOptions): void {
  checkOptions('createHost', options, OPTIONS);
  checkPort('createHost', options.port);
  checkDefaults(options);
  if (options.store !== undefined && typeof Object(options.store).commit !== 'function')
    throw new TypeError(
      "createHost: `store` must be a HostStore, such as openSqlite('members.db').",
    );
}

/**
 * Checks the options, and wraps the functions that only observe: their errors are reported and cause no harm.
 *
 * @param counters Counts calls and errors.
 * @throws {TypeError} that names the first wrong option.
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
    port: counters.countPort(options.port, onError),
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
