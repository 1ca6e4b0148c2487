import FlatQueue from 'flatqueue';
import { type Live, NEVER } from './live.ts';
import type { Lane } from './priorities.ts';

/**
 * Who is due when: a queue for members whose user waits, and one for the others. What is planned otherwise since, or
 * cancelled, needs no removal: its time is no longer that of its member.
 */
export class Schedule {
  readonly #queues: Readonly<Record<Lane, FlatQueue<Live>>> = {
    urgent: new FlatQueue<Live>(),
    normal: new FlatQueue<Live>(),
  };

  /** Plans a member; what was planned for it before is cancelled. */
  put(live: Live, dueAt: number, isUrgent: boolean): void {
    live.dueAt = dueAt;
    live.isUrgent = isUrgent;
    this.#queues[isUrgent ? 'urgent' : 'normal'].push(live, dueAt);
  }

  cancel(live: Live): void {
    live.dueAt = NEVER;
    live.call = null;
  }

  /** When the first of a lane is due; `undefined` for nobody. */
  nextAt(lane: Lane): number | undefined {
    const queue = this.#queues[lane];
    for (let at = queue.peekValue(); at !== undefined; at = queue.peekValue()) {
      const live = queue.peek();
      if (live?.dueAt === at && live.isUrgent === (lane === 'urgent')) return at;
      queue.pop();
    }
    return undefined;
  }

  /** Takes out the first of a lane. */
  take(lane: Lane): Live | undefined {
    if (this.nextAt(lane) === undefined) return undefined;
    const live = this.#queues[lane].pop();
    if (live) live.dueAt = NEVER;
    return live;
  }

  clear(): void {
    this.#queues.urgent.clear();
    this.#queues.normal.clear();
  }
}
