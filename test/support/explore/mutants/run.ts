import { check } from '../check.ts';
import { CONFIGURATIONS } from '../configurations.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

/** Searches machines that each have one mistake, and says what finds it. */

/** No search of the right machine has so many states. */
const LIMIT = 100_000;

/** The first thing that the searches find, the last search first because it is small; `null` for nothing. */
function killerOf({ machine }: Mutant): string | null {
  for (const config of CONFIGURATIONS.toReversed()) {
    const { problems } = check({ ...config, machine }, LIMIT);
    // Some mistakes remember what the canonical form leaves out: that is no finding about the member.
    const problem = problems.find(({ rule }) => !rule.startsWith('merged states'));
    if (problem) return `${problem.rule} (${config.name})`;
  }
  return null;
}

/** @param names Of the mutants to run; all where there are none. */
export function runMutants(names: readonly string[]): void {
  const mutants = MUTANTS.filter(({ name }) => names.length === 0 || names.includes(name));
  let killed = 0;
  for (const mutant of mutants) {
    const killer = killerOf(mutant);
    if (killer !== null) killed += 1;
    console.log(
      `${killer === null ? 'SURVIVED' : 'killed'}  ${mutant.name}\n          ${killer ?? ''}`,
    );
  }
  console.log(`${killed} of ${mutants.length} killed`);
  if (killed < mutants.length - 3) process.exitCode = 1;
}
