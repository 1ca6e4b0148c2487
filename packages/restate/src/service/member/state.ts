import type { CallEffect, MemberRecord, MemberView } from '@mx-member/machine/step';
import type { KeptStory } from '@mx-member/machine/trace';
import type { ObjectContext } from '@restatedev/restate-sdk/fetch';

/** The state of a member in Restate, and the messages that its object sends to itself. */

export interface RestateLifecycle {
  /** When the lifecycle was started, in ms since 1970. Invariant: later than the previous lifecycle. */
  readonly lifecycle: number;
  readonly record: MemberRecord;
}

/** A caller that waits for another view. */
export interface Listener {
  /** The id of the awakeable. */
  readonly id: string;
  /** The revision of the view that the caller knows. */
  readonly revision: number;
  /** When it began to wait and when it stops, in ms since 1970. */
  readonly since: number;
  readonly until: number;
}

/** An unreadable state that a start has replaced. Only people read it. */
export interface SetAside {
  readonly kept: unknown;
  /** In ms since 1970. */
  readonly at: number;
}

export type MemberState = {
  kept: RestateLifecycle;
  /** What happened to the member. */
  story: KeptStory;
  listeners: readonly Listener[];
  aside: SetAside;
};

/** The end of a wait, or, with `call`, a call to make. Ignored if the member has another turn by now. */
export interface Wake {
  readonly lifecycle: number;
  readonly turn: number;
  readonly call?: CallEffect;
  /** How often the budget has deferred this poll. */
  readonly deferrals?: number;
  /** Marks a watchdog: if the call is still due when it arrives, the call was lost. */
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
