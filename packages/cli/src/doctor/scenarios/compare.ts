import { type Fact, FactBook, noteForms } from './facts.ts';
import { simulatorOptionFor } from './known-questions.ts';
import type { Stage } from './stage.ts';

/** Where MX does something else than the simulator. */

export interface BankDifference {
  /** The scenario, or `fields` for the form of bodies. */
  readonly scenario: string;
  readonly what: string;
  /** What MX has done; empty for nothing. */
  readonly seen: readonly string[];
  /** What the simulator has done. */
  readonly expected: readonly string[];
  /** The option of the simulator by which it may do the same; `null` where it has none. */
  readonly option: string | null;
}

const NONE: ReadonlySet<string> = new Set();

/** What MX has done and the simulator has not; all of it where the two have to say the same. `null` for no difference. */
function unexpectedIn(
  { kind, values }: Fact,
  expected: ReadonlySet<string>,
): readonly string[] | null {
  const extra = [...values].filter((value) => !expected.has(value));
  if (kind === 'within') return extra.length > 0 ? extra : null;
  return extra.length > 0 || values.size < expected.size ? [...values] : null;
}

/** The differences in what a scenario has noted. */
export function factDifferences(
  scenario: string,
  seen: readonly Fact[],
  expected: readonly Fact[],
): readonly BankDifference[] {
  const differences: BankDifference[] = [];
  const names = new Set([...seen, ...expected].map(({ what }) => what));
  for (const what of names) {
    const [one, other] = [seen, expected].map((facts) => facts.find((fact) => fact.what === what));
    // What is seen of a job depends on when it was polled, so MX may have shown none of it.
    if (one === undefined && other?.kind === 'within') continue;
    const values = other?.values ?? NONE;
    const unexpected = one ? unexpectedIn(one, values) : [];
    if (!unexpected) continue;
    const option = simulatorOptionFor(scenario, what, unexpected);
    differences.push({ scenario, what, seen: unexpected, expected: [...values], option });
  }
  return differences;
}

/** The forms of all fields of all responses, over all scenarios. */
function formsOf(stages: readonly Stage[]): readonly Fact[] {
  const facts = new FactBook();
  for (const { exchanges } of stages) for (const exchange of exchanges) noteForms(facts, exchange);
  return facts.all;
}

/** The differences in the fields of responses: a field that is new, is missing, or has another form. */
export function fieldDifferences(
  seen: readonly Stage[],
  expected: readonly Stage[],
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
  // A field that is there at one of the two alone says it for all that is inside of it.
  const whole = all
    .filter((one) => one.seen.length === 0 || one.expected.length === 0)
    .map(({ what }) => what);
  return all.filter(({ what }) => !whole.some((one) => isInside(what, one)));
}

const isInside = (what: string, whole: string): boolean =>
  what.startsWith(`${whole}.`) || what.startsWith(`${whole}[]`);

const endpointOf = (what: string): string => what.split(':')[0] ?? what;
