import FlatQueue from 'flatqueue';
import { type Lane, NEVER, type RunningMember } from '../members/running-member.ts';

/**
 * Who is due when: a queue for each lane, so that the members of a lane take turns. An entry whose member was planned again or
 * cancelled is not removed. It is skipped, because its time or its lane is not the member's any more.
 */
export class Schedule {
  readonly #queues: Readonly<Record<Lane, FlatQueue<RunningMember>>> = {
    acting: new FlatQueue<RunningMember>(),
    waiting: new FlatQueue<RunningMember>(),
    idle: new FlatQueue<RunningMember>(),
  };

  /** Plans a member, in place of an earlier plan. */
  put(member: RunningMember, dueAt: number, lane: Lane): void {
    member.dueAt = dueAt;
    member.lane = lane;
    this.#queues[lane].push(member, dueAt);
  }

  cancel(member: RunningMember): void {
    member.dueAt = NEVER;
    member.call = null;
  }

  /** When the first of a lane is due; `undefined` for nobody. */
  nextAt(lane: Lane): number | undefined {
    const queue = this.#queues[lane];
    for (let at = queue.peekValue(); at !== undefined; at = queue.peekValue()) {
      const member = queue.peek();
      if (member?.dueAt === at && member.lane === lane) return at;
      queue.pop();
    }
    return undefined;
  }

  /** Takes out the first of a lane. */
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
