import FlatQueue from 'flatqueue';
import { NEVER, type RunningMember } from '../members/running-member.ts';
import type { Lane } from './priorities.ts';

/**
 * Who is due when: a queue for members whose user waits, and a queue for the others. An entry whose member was planned again
 * or cancelled is not removed. It is skipped, because its time is not the time of its member any more.
 */
export class Schedule {
  readonly #queues: Readonly<Record<Lane, FlatQueue<RunningMember>>> = {
    urgent: new FlatQueue<RunningMember>(),
    normal: new FlatQueue<RunningMember>(),
  };

  /** Plans a member, in place of an earlier plan. */
  put(member: RunningMember, dueAt: number, isUrgent: boolean): void {
    member.dueAt = dueAt;
    member.isUrgent = isUrgent;
    this.#queues[isUrgent ? 'urgent' : 'normal'].push(member, dueAt);
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
      if (member?.dueAt === at && member.isUrgent === (lane === 'urgent')) return at;
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
    this.#queues.urgent.clear();
    this.#queues.normal.clear();
  }
}
