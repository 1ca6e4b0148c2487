import FlatQueue from 'flatqueue';
import { type Lane, NEVER, type RunningMember } from '../members/running-member.ts';

/**
 * When each member is due: a queue for each lane, so that the members of a lane take turns. If a member is planned
 * again or cancelled, its old entry stays in the queue. It is skipped later, because its time or lane no longer matches
 * the member.
 */
export class Schedule {
  readonly #queues: Readonly<Record<Lane, FlatQueue<RunningMember>>> = {
    sending: new FlatQueue<RunningMember>(),
    acting: new FlatQueue<RunningMember>(),
    waiting: new FlatQueue<RunningMember>(),
    idle: new FlatQueue<RunningMember>(),
  };

  /** Plans a member, and replaces an earlier plan. */
  put(member: RunningMember, dueAt: number, lane: Lane): void {
    member.dueAt = dueAt;
    member.lane = lane;
    this.#queues[lane].push(member, dueAt);
  }

  cancel(member: RunningMember): void {
    member.dueAt = NEVER;
    member.call = null;
  }

  /** When the first member of a lane is due. `undefined` for an empty lane. */
  nextAt(lane: Lane): number | undefined {
    const queue = this.#queues[lane];
    for (let at = queue.peekValue(); at !== undefined; at = queue.peekValue()) {
      const member = queue.peek();
      if (member?.dueAt === at && member.lane === lane) return at;
      queue.pop();
    }
    return undefined;
  }

  /** Removes and returns the first member of a lane. */
  take(lane: Lane): RunningMember | undefined {
    if (this.nextAt(lane) === undefined) return undefined;
    const member = this.#queues[lane].pop();
    if (member) member.dueAt = NEVER;
    return member;
  }

  clear(): void {
    for (const queue of Object.values(this.#queues)) queue.clear();
  }
}
