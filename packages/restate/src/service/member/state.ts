import type { CallEffect, MemberRecord, MemberView } from '@mx-member/machine/step';
import type { ObjectContext } from '@restatedev/restate-sdk/fetch';

/** The state of a member in Restate, and the messages of its object to itself. */

export interface RestateLifecycle {
  /** When the lifecycle was started, in ms since 1970. Invariant: later than the one before. */
  readonly lifecycle: number;
  readonly record: MemberRecord;
}

/** A caller that waits for another view. */
export interface Listener {
  /** Of the awakeable. */
  readonly id: string;
  /** The revision of the view that it has. */
  readonly revision: number;
  /** When it began to wait and when it stops, in ms since 1970. */
  readonly since: number;
  readonly until: number;
}

/** A state that could not be read, and that a start has replaced. People may read it; no code does. */
export interface SetAside {
  readonly kept: unknown;
  /** In ms since 1970. */
  readonly at: number;
}

export type MemberState = {
  kept: RestateLifecycle;
  listeners: readonly Listener[];
  aside: SetAside;
};

/** A wait has passed; with `call`, the call is to be made. It is late if the member has another turn by now. */
export interface Wake {
  readonly lifecycle: number;
  readonly turn: number;
  readonly call?: CallEffect;
  /** How often the budget has deferred this poll. */
  readonly deferrals?: number;
  /** If the member still does not rest, its call is lost. */
  readonly isWatchdog?: true;
}

/** The handlers that the object calls itself. */
export interface MemberHandlers {
  wake(context: ObjectContext<MemberState>, event: Wake): Promise<void>;
  poll(context: ObjectContext<MemberState>): Promise<void>;
  listen(context: ObjectContext<MemberState>, listener: Listener): Promise<MemberView | null>;
  unlisten(context: ObjectContext<MemberState>, id: string): Promise<void>;
  forget(context: ObjectContext<MemberState>, lifecycle: number): Promise<void>;
}
