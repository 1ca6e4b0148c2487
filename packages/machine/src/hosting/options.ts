import type { Deadlines, MemberId, Pacing } from '../data/types.ts';
import type { MemberView } from '../memory/view.ts';
import type { MemberPort } from '../mx/port.ts';
import type { MemberObserver } from './contract.ts';

/** The options that all hosts share, and their defaults. */

/** What a host adds to the input of each member. */
export interface InputDefaults {
  /** For all members. The values of an input win. @default `DEFAULT_PACING` */
  readonly pacing?: Partial<Pacing>;
  /** For all members. The values of an input win. @default `DEFAULT_DEADLINES` */
  readonly deadlines?: Partial<Deadlines>;
  /** Allows a pace below 1 s, for tests. @default false */
  readonly unsafePacing?: boolean;
}

/** Gets the last view of each lifecycle. It acknowledges the outcome by resolving. */
export type OnEnded = (
  member: MemberId,
  view: MemberView,
  options: { readonly signal: AbortSignal },
) => void | Promise<void>;

/** Something kept that a host cannot read. */
export interface Unreadable {
  /** Whose it is. */
  readonly member: MemberId;
  /** Why it cannot be read. It quotes nothing of what is kept. */
  readonly why: string;
}

/** Options of every host. `Place` names what a host was doing when something was thrown. */
export interface MemberHostOptions<Place extends string> extends InputDefaults {
  /** Makes the calls to MX, such as `createMx({ … })`. */
  readonly port: MemberPort;
  /**
   * Called at least once for each outcome, until it resolves in time; also after a crash, if the host keeps outcomes. It can be
   * called again for the same outcome: `member` and `view.revision` name it. After a failure it is called again after 1 s, then
   * later each time, up to a minute. The `signal` aborts when the time is up. @default nothing
   */
  readonly onEnded?: OnEnded;
  /**
   * How long one call of `onEnded` may take, in ms. A call that takes longer counts as failed. It delays no other outcome.
   * @default 30000
   */
  readonly onEndedTimeout?: number;
  /**
   * What was thrown, for your log. A port of your own may quote secrets in its errors: look before you write them down.
   * @default the console gets its name and our code, once a minute
   */
  readonly onError?: (thrown: unknown, where: Place) => void;
  /**
   * Called when a host meets something kept that it cannot read: damaged, encrypted with another key, or of another version. It is
   * left as it is, and every call for the member rejects with `unreadable`. @default `onError` gets it, with `record`
   */
  readonly onUnreadable?: (unreadable: Unreadable) => void;
  /** Gets the view of each member when its record was kept: metrics and spans (`@mx-member/adapters/otel`). @default none */
  readonly observer?: MemberObserver;
  /**
   * How long the record of a finished member is kept, in ms that hosts were running: a clock that jumps forgets nothing.
   * @default 604800000 (7 days)
   */
  readonly retention?: number;
  /** The clock of readings, in ms since 1970. @default Date.now */
  readonly now?: () => number;
}

/** How long `next` waits, in ms. Also the longest wait of one request: proxies end longer ones. */
export const NEXT_WAIT = 25_000;

/** Times that all hosts share, in ms. */
export const HOST_DEFAULTS = {
  /** How long the record of a finished member is kept: 7 days. */
  retention: 7 * 24 * 60 * 60 * 1000,
  /** How long an answer waits for the first poll after a restart. */
  firstPollWait: 10_000,
  /** How long one call of `onEnded` may take. */
  onEndedTimeout: 30_000,
} as const;
