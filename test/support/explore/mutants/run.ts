import { check } from '../check.ts';
import { CONFIGURATIONS } from '../configurations.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

/** Searches machines with one mistake each, and prints what finds it. */

/** A search of the right machine never has this many states. */
const LIMIT = 100_000;

/** The first problem that the searches find, starting with the last search because it is small; `null` for none. */
function killerOf({ machine }: Mutant): string | null {
  for (const config of CONFIGURATIONS.toReversed()) {
    const { problems } = check({ ...config, machine }, LIMIT);
    // Some mistakes remember what the canonical form leaves out. That difference is not about the member.
    const problem = problems.find(({ rule }) => !rule.startsWith('merged states'));
    if (problem) return `${problem.rule} (${config.name})`;
  }
  return null;
}

/** @param names The mutants to run; all if it is empty. */
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
