import { RULES } from '@mx-member/machine/step';
import type { World } from './world.ts';

/**
 * What must have been met at some time in a long run, or the run proves less than it says: each rule, in its state, soon after a
 * crash, a lost reply, a stale reading or a refused call.
 */

/** How long after a disturbance a view counts as its consequence, in ms. */
const SOON = 30_000;

type Disturbance = 'crash' | 'lost' | 'stale' | 'refused';

function disturbancesIn({ mx, restarts, began }: World) {
  const found: { readonly at: number; readonly what: Disturbance }[] = [];
  for (const at of restarts) found.push({ at, what: 'crash' });
  for (const { at, repliedAt, status, isStale } of mx.sent) {
    if (at < began) continue;
    if (isStale) found.push({ at: repliedAt ?? at, what: 'stale' });
    else if (status === null) found.push({ at: repliedAt ?? at, what: 'lost' });
    else if (status >= 400) found.push({ at: repliedAt ?? at, what: 'refused' });
  }
  return found;
}

/** Counts what was met. */
export class Sometimes {
  readonly #met = new Map<string, number>();

  note(world: World): void {
    const found = disturbancesIn(world);
    for (const { at, view } of world.views) {
      const { rule, state } = view;
      this.#count(rule);
      const before = found.filter((one) => one.at <= at && at - one.at <= SOON);
      for (const what of new Set(before.map((one) => one.what)))
        this.#count(`${rule} ${state} ${what}`);
    }
  }

  #count(cell: string): void {
    this.#met.set(cell, (this.#met.get(cell) ?? 0) + 1);
  }

  /** What was never met of the list. */
  get missing(): readonly string[] {
    return MUST_MEET.filter((cell) => !this.#met.has(cell));
  }

  /** A line for each rule: how often it was met, and after what. */
  get table(): string {
    return Object.keys(RULES)
      .map((rule) => {
        const cells = [...this.#met].filter(([cell]) => cell.startsWith(`${rule} `));
        const words = cells.map(([cell, count]) => `${cell.slice(rule.length + 1)} ${count}`);
        return `${rule}: ${this.#met.get(rule) ?? 0} (${words.sort().join(', ')})`;
      })
      .join('\n');
  }
}

/** The short list: each rule that these plans can meet, and the meetings for which the rules are made. */
const MUST_MEET: readonly string[] = [
  ...Object.keys(RULES).filter((rule) => rule !== 'fatalFault' && rule !== 'cancelled'),
  'stale aggregating stale',
  'echo resumed crash',
  'echo resumed stale',
  'challenge challenged crash',
  'challenge challenged stale',
  'questionOnce resumed lost',
  'beingAggregated aggregating refused',
  'elsewhereOnce challenged stale',
  'readyToStart aggregating crash',
  'idleOnce aggregating crash',
  'idleOnce aggregating lost',
  'pending authorizing stale',
  'oldError authorizing stale',
  'failedOnce aggregating stale',
  'connectedOnce aggregating lost',
  'notFoundOnce aggregating refused',
  'fault aggregating lost',
];
