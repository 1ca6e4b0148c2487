import { type Fact, FactBook, noteForms } from './facts.ts';
import { simulatorOptionFor } from './known-questions.ts';
import type { TestUser } from './test-user.ts';

/** Compares MX with the simulator. */

export interface BankDifference {
  /** The scenario, or `fields` for the fields of bodies. */
  readonly scenario: string;
  readonly what: string;
  /** What MX did; empty for nothing. */
  readonly seen: readonly string[];
  /** What the simulator did. */
  readonly expected: readonly string[];
  /** The option of the simulator that may make it do the same; `null` for none. */
  readonly option: string | null;
}

const NONE: ReadonlySet<string> = new Set();

/** What MX did and the simulator did not; everything if the two must be equal. `null` without a difference. */
function unexpectedIn(
  { kind, values }: Fact,
  expected: ReadonlySet<string>,
): readonly string[] | null {
  const extra = [...values].filter((value) => !expected.has(value));
  if (kind === 'within') return extra.length > 0 ? extra : null;
  return extra.length > 0 || values.size < expected.size ? [...values] : null;
}

/** The differences between the facts of a scenario. */
export function factDifferences(
  scenario: string,
  seen: readonly Fact[],
  expected: readonly Fact[],
): readonly BankDifference[] {
  const differences: BankDifference[] = [];
  const names = new Set([...seen, ...expected].map(({ what }) => what));
  for (const what of names) {
    const [one, other] = [seen, expected].map((facts) => facts.find((fact) => fact.what === what));
    // What a poll sees of a job depends on its time, so MX may not have shown this.
    if (one === undefined && other?.kind === 'within') continue;
    const values = other?.values ?? NONE;
    const unexpected = one ? unexpectedIn(one, values) : [];
    if (!unexpected) continue;
    const option = simulatorOptionFor(scenario, what, unexpected);
    differences.push({ scenario, what, seen: unexpected, expected: [...values], option });
  }
  return differences;
}

/** The types of all fields in all responses of all scenarios. */
function formsOf(users: readonly TestUser[]): readonly Fact[] {
  const facts = new FactBook();
  for (const { exchanges } of users) for (const exchange of exchanges) noteForms(facts, exchange);
  return facts.all;
}

/** The differences between the fields of responses: a new field, a missing field, or another type. */
export function fieldDifferences(
  seen: readonly TestUser[],
  expected: readonly TestUser[],
): readonly BankDifference[] {
  const [here, there] = [formsOf(seen), formsOf(expected)];
  const called = (facts: readonly Fact[]) => new Set(facts.map(({ what }) => endpointOf(what)));
  const isCalled = ({ what }: Fact) =>
    called(here).has(endpointOf(what)) && called(there).has(endpointOf(what));
  const found = factDifferences('fields', here.filter(isCalled), there);
  const missing = there
    .filter((fact) => isCalled(fact) && !here.some((one) => one.what === fact.what))
    .map(({ what, values }) => ({
      scenario: 'fields',
      what,
      seen: [],
      expected: [...values],
      option: simulatorOptionFor('fields', what, []),
    }));
  const all = [...found, ...missing];
  // If only one of the two has a field, the fields inside it are not listed.
  const whole = all
    .filter((one) => one.seen.length === 0 || one.expected.length === 0)
    .map(({ what }) => what);
  return all.filter(({ what }) => !whole.some((one) => isInside(what, one)));
}

const isInside = (what: string, whole: string): boolean =>
  what.startsWith(`${whole}.`) || what.startsWith(`${whole}[]`);

const endpointOf = (what: string): string => what.split(':')[0] ?? what;
