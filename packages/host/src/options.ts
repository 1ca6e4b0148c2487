import type {
  CallEffect,
  Deadlines,
  Limiter,
  MemberId,
  MemberObserver,
  MemberPort,
  MemberView,
  Pacing,
} from '@mx-member/machine/step';
import type { HostStore } from './store.ts';

/** What a host was doing when something was thrown. `record`: a kept record could not be read. */
export type HostErrorPlace = CallEffect['type'] | 'store' | 'onEnded' | 'record';

/** Options of `createHost`. */
export interface HostOptions {
  /**
   * Makes the calls to MX, such as `createMx({ limiter: createLimiter({ requestsPerSecond: 20 }), … })`: MX limits the
   * client, so the limit sits where requests are sent.
   */
  readonly port: MemberPort;
  /**
   * Where records are kept: `openSqlite(path)` of `@mx-member/host/sqlite`. Without one all members are lost when the
   * process ends. @default none
   */
  readonly store?: HostStore;
  /** For a port without a limiter of its own: each call takes one place. @default none */
  readonly limiter?: Limiter;
  /**
   * The budget of the port's limiter. The host starts no more calls than that in any second, so that they wait in the
   * host, which knows whose user waits, and not in the limiter. @default no limit
   */
  readonly requestsPerSecond?: number;
  /** The most calls at the same time. A quarter is left to members whose user waits. @default 100 */
  readonly maxInFlight?: number;
  /**
   * Called at least once for each outcome, until it resolves: with a store also after a crash. It can be called again for
   * the same outcome, which `member` and `view.revision` name. @default nothing
   */
  readonly onEnded?: (member: MemberId, view: MemberView) => void | Promise<void>;
  /**
   * What was thrown, for your log. A port of your own may quote secrets in its errors: look before you write them down.
   * @default nothing
   */
  readonly onError?: (thrown: unknown, where: HostErrorPlace) => void;
  /** Gets the view of each member whenever a record was kept: metrics and spans (`@mx-member/adapters/otel`). @default none */
  readonly observer?: MemberObserver;
  /** How far a restore is: called every thousand members, and at its end. @default nothing */
  readonly onRestore?: (restored: number) => void;
  /** For all members; an input's own values go first. @default `DEFAULT_PACING` */
  readonly pacing?: Partial<Pacing>;
  /** For all members; an input's own values go first. @default `DEFAULT_DEADLINES` */
  readonly deadlines?: Partial<Deadlines>;
  /** Allows a pace below 1 s, for tests. @default false */
  readonly unsafePacing?: boolean;
  /** How long the record of a finished member is kept, in ms. @default 604800000 (7 days) */
  readonly retention?: number;
  /** The clock of readings, in ms since 1970. @default Date.now */
  readonly now?: () => number;
}

export const DEFAULT_MAX_IN_FLIGHT = 100;
export const DEFAULT_RETENTION = 7 * 24 * 60 * 60 * 1000;

/** @throws {TypeError} for a limit that is no whole number above 0. */
export function checkOptions({ requestsPerSecond, maxInFlight, retention }: HostOptions): void {
  for (const [name, value] of Object.entries({ requestsPerSecond, maxInFlight, retention }))
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1))
      throw new TypeError(`createHost: ${name} must be a whole number of at least 1.`);
}
