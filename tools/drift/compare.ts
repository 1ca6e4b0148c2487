import { type Facts, operationOf, SEPARATOR } from './facts.ts';
import { isUsed } from './uses.ts';

/** One thing that MX says otherwise, with the operations in which it does. */
export interface Change {
  readonly kind: 'added' | 'removed' | 'changed';
  /** What is used, and what has gone or is another thing now. */
  readonly breaks: boolean;
  /** Where it stands, without the operation; empty for the operation itself. */
  readonly place: string;
  /** What was said, and what is said now. */
  readonly before: string | undefined;
  readonly now: string | undefined;
  readonly operations: readonly string[];
}

type Difference = Omit<Change, 'operations'>;

/** Whether a fact stands below one that has come or gone itself, which says enough. */
function isWithin(key: string, before: Facts, now: Facts): boolean {
  const ends = [...key.matchAll(/ · |\.|\[\]/g)].map(({ index }) => key.slice(0, index));
  return ends.some((one) => before.has(one) !== now.has(one));
}

/** A request that was complete before is refused now. */
const isDemand = (now: string | undefined): boolean => now?.endsWith('required') === true;

function differenceOf(
  key: string,
  before: string | undefined,
  now: string | undefined,
): Difference {
  const kind = before === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
  const place = key.split(SEPARATOR).slice(1).join(SEPARATOR);
  return { kind, breaks: kind !== 'added' || isDemand(now), place, before, now };
}

/**
 * Compares what MX said with what it says. Of operations that are not used, only whether they exist.
 * @param operations What is used.
 */
export function compare(
  before: Facts,
  now: Facts,
  operations: ReadonlySet<string>,
): readonly Change[] {
  const found = new Map<string, Difference & { readonly operations: string[] }>();
  for (const key of new Set([...before.keys(), ...now.keys()])) {
    const [old, fresh] = [before.get(key), now.get(key)];
    const operation = operationOf(key);
    const used = isUsed(key, operations);
    if (old === fresh || isWithin(key, before, now) || !(used || key === operation)) continue;
    const difference = differenceOf(key, old, fresh);
    const change = { ...difference, breaks: used && difference.breaks };
    const id = JSON.stringify(change);
    const known = found.get(id);
    if (known) known.operations.push(operation);
    else found.set(id, { ...change, operations: [operation] });
  }
  return [...found.values()];
}
