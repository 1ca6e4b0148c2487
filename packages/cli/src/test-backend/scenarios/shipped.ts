import { readdirSync, readFileSync } from 'node:fs';
import { CliError } from '../../common/errors.ts';
import { type AttackScenario, parseScenario } from './scenario.ts';

const FOLDER = new URL('../../../scenarios/', import.meta.url);

/** The scenarios that come with this package, in the order of their names. */
export const shippedScenarios = (): readonly AttackScenario[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => parseScenario(file.slice(0, -4), readFileSync(new URL(file, FOLDER), 'utf8')));

/** The scenarios of a run, and those that need webhooks where the server receives none. */
export interface ChosenScenarios {
  readonly scenarios: readonly AttackScenario[];
  readonly leftOut: readonly AttackScenario[];
}

/**
 * Chooses the scenarios of a run.
 * @throws {CliError} if there are none.
 */
export function chosenScenarios(settings: {
  readonly filter: string | null;
  readonly webhooks: string | null;
}): ChosenScenarios {
  const chosen = filterScenarios(shippedScenarios(), settings.filter);
  if (settings.webhooks !== null) return { scenarios: chosen, leftOut: [] };
  const scenarios = chosen.filter((one) => !one.needsWebhooks);
  if (scenarios.length === 0)
    throw new CliError('--filter: this scenario needs webhooks, so give --webhooks too.');
  return { scenarios, leftOut: chosen.filter((one) => one.needsWebhooks) };
}

/**
 * The scenarios with this text in their name, or that check the rule with this name.
 * @throws {CliError} if there are none.
 */
function filterScenarios(
  scenarios: readonly AttackScenario[],
  text: string | null,
): readonly AttackScenario[] {
  if (text === null) return scenarios;
  const found = scenarios.filter(
    ({ name, checks }) => name.includes(text) || checks.some((check) => check === text),
  );
  if (found.length > 0) return found;
  throw new CliError(
    `--filter: no scenario has this text in its name or checks a rule with this name. The scenarios are ${scenarios.map(({ name }) => name).join(', ')}.`,
  );
}
