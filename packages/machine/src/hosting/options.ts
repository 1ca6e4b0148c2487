import type { Deadlines, MemberId, Pacing } from '../data/types.ts';
import type { MemberView } from '../memory/worded-view.ts';
import type { MemberPort } from '../mx/port.ts';
import type { MemberObserver } from './contract.ts';

/** The options that all hosts share, and their defaults. */

/** Defaults that a host adds to the input of each member. */
export interface InputDefaults {
  /** For all members. Values of an input take precedence. @default `DEFAULT_PACING` */
  readonly pacing?: Partial<Pacing>;
  /** For all members. Values of an input take precedence. @default the defaults of {@link Deadlines} */
  readonly deadlines?: Partial<Deadlines>;
  /** Allows a pace below 1 s, for tests. @default false */
  readonly unsafePacing?: boolean;
}

/** Options of every host. `Place` names what a host was doing when an error was thrown. */
export interface MemberHostOptions<Place extends string> extends InputDefaults {
  /** Makes the calls to MX, for example the result of `createMx({ … })`. */
  readonly port: MemberPort;
  /**
   * Called at least once for each outcome, until it resolves in time. If the host stores outcomes, this holds across
   * crashes. It can be called again for the same outcome: identify it by `member` and `view.revision`. After a failure
   * it is called again after 1 s, then with growing waits of up to a minute. `signal` aborts after the time limit.
   * @default nothing
   */
  readonly onEnded?: (
    member: MemberId,
    view: MemberView,
    options: { readonly signal: AbortSignal },
  ) => void | Promise<void>;
  /**
   * The time limit of a call of `onEnded`, in ms. A slower call counts as failed. It does not delay other outcomes.
   *
   * @default 30000
   */
  readonly onEndedTimeout?: number;
  /**
   * Called with errors, for your log. A port of your own may quote secrets in its errors, so check before you log them.
   * While MX cannot be used, it is called at most once a minute for each cause, such as a certificate that is not accepted.
   *
   * @default logs the error's name and our code to the console, at most once a minute
   */
  readonly onError?: (thrown: unknown, where: Place) => void;
  /**
   * Called when a host finds a record that it cannot read: damaged, encrypted with another key, or in another format.
   * The record is not changed, and every call for the member rejects with `unreadable`. `why` does not quote the record.
   * @default `onError` gets it, with `record`
   */
  readonly onUnreadable?: (unreadable: { readonly member: MemberId; readonly why: string }) => void;
  /**
   * Gets the view of each member after its record was committed, for metrics and spans (`@mx-member/adapters/otel`).
   * @default none
   */
  readonly observer?: MemberObserver;
  /**
   * How long the record of an ended member is kept, in ms. Only time in which hosts were running counts, so a clock
   * that jumps does no harm.
   *
   * @default 604800000 (7 days)
   */
  readonly retention?: number;
  /** The clock for readings, in ms since 1970. @default Date.now */
  readonly now?: () => number;
}

/** How long `next` waits, in ms. Also the longest wait of one request, because proxies end longer requests. */
export const NEXT_WAIT = 25_000;

/** Durations that all hosts share, in ms. */
export const HOST_DEFAULTS = {
  /** How long the record of an ended member is kept: 7 days. */
  retention: 7 * 24 * 60 * 60 * 1000,
  /** How long an answer waits for the first poll after a restart. */
  firstPollWait: 10_000,
  /** The time limit of a call of `onEnded`. */
  onEndedTimeout: 30_000,
} as const;
