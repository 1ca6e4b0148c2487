import { type Facts, operationOf, SEPARATOR } from './facts.ts';
import { isUsed } from './uses.ts';

/**
 * The facts of one version as JSON. Parts that several operations share, such as a member, are stored once.
 */
export interface Snapshot {
  /** The names of the parts of each operation. */
  readonly operations: Readonly<Record<string, readonly string[]>>;
  /** The facts of each part, without an operation. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const restOf = (key: string): readonly string[] => key.split(SEPARATOR).slice(1);

/** The part of an operation that a fact belongs to: its parameters, its request, or a response. */
const partOf = ([first = '']: readonly string[]): string =>
  /^\d+$|^request$/.test(first) ? first : '';

/** Keeps the facts of operations that we use, and only the names of the others. */
export function toSnapshot(facts: Facts, used: ReadonlySet<string>): Snapshot {
  const operations: Record<string, string[]> = {};
  const parts: Record<string, Record<string, string>> = {};
  const known = new Map<string, string>();
  const grouped = new Map<string, Map<string, Record<string, string>>>();
  for (const [key, fact] of facts) {
    const operation = operationOf(key);
    const rest = restOf(key);
    const groups = grouped.get(operation) ?? new Map<string, Record<string, string>>();
    grouped.set(operation, groups);
    if (rest.length === 0 || !isUsed(key, used)) continue;
    const name = partOf(rest);
    groups.set(name, { ...groups.get(name), [rest.join(SEPARATOR)]: fact });
  }
  for (const [operation, groups] of grouped)
    operations[operation] = [...groups].map(([name, part]) => {
      const text = JSON.stringify(part);
      const found = known.get(text) ?? `${operation}${SEPARATOR}${name || 'parameters'}`;
      known.set(text, found);
      parts[found] = part;
      return found;
    });
  return { operations, parts };
}

/** The facts of a snapshot. */
export function fromSnapshot({ operations, parts }: Snapshot): Facts {
  const facts = new Map<string, string>();
  for (const [operation, names] of Object.entries(operations)) {
    facts.set(operation, 'operation');
    for (const [rest, fact] of names.flatMap((name) => Object.entries(parts[name] ?? {})))
      facts.set(`${operation}${SEPARATOR}${rest}`, fact);
  }
  return facts;
}
