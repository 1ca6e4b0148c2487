import type { CallEffect, MemberRecord, MemberView } from '@mx-member/machine/step';
import type { ObjectContext } from '@restatedev/restate-sdk/fetch';

/** What is kept of a member in Restate, and what its object sends to itself. */

export interface Kept {
  /** When the lifecycle was started, in ms since 1970. Invariant: later than the one before. */
  readonly lifecycle: number;
  readonly record: MemberRecord;
}

/** Who waits for another view. */
export interface Listener {
  /** Of the awakeable. */
  readonly id: string;
  /** The view it has. */
  readonly revision: number;
  /** When it began to wait and when it stops, in ms since 1970. */
  readonly since: number;
  readonly until: number;
}

export type State = { kept: Kept; listeners: readonly Listener[] };

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

/** What the object's handlers send to it. */
export interface MemberHandlers {
  wake(context: ObjectContext<State>, event: Wake): Promise<void>;
  poll(context: ObjectContext<State>): Promise<void>;
  listen(context: ObjectContext<State>, listener: Listener): Promise<MemberView | null>;
  unlisten(context: ObjectContext<State>, id: string): Promise<void>;
  forget(context: ObjectContext<State>, lifecycle: number): Promise<void>;
}
