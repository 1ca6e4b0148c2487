import { type Facts, operationOf, SEPARATOR } from './facts.ts';
import { isUsed } from './uses.ts';

/** One change in MX's files, with the operations that have it. */
export interface Change {
  readonly kind: 'added' | 'removed' | 'changed';
  /** Whether it breaks us: something that we use is missing or has changed. */
  readonly breaks: boolean;
  /** The place of the change inside the operation; empty for the operation itself. */
  readonly place: string;
  /** The fact before the change. */
  readonly before: string | undefined;
  readonly now: string | undefined;
  readonly operations: readonly string[];
}

type Difference = Omit<Change, 'operations'>;

/** Whether a fact is inside another fact that was added or removed as a whole. Then only the outer one is reported. */
function isWithin(key: string, before: Facts, now: Facts): boolean {
  const ends = [...key.matchAll(/ · |\.|\[\]/g)].map(({ index }) => key.slice(0, index));
  return ends.some((one) => before.has(one) !== now.has(one));
}

/** Whether MX now refuses requests that were complete before. */
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
 * Compares MX's files with the snapshots. For operations that we do not use, it only checks whether they exist.
 * @param operations The operations that we use.
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
