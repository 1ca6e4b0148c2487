import { JOBS } from '@mx-member/machine/step';
import { parseFault } from '@mx-member/simulator';
import {
  ANSWERING,
  type BackendRuleName,
  isBackendRule,
  type Plan,
  USUAL_PLAN,
  WEBHOOK_WAYS,
  type WebhookWay,
} from '@mx-member/simulator/world';

const BLOCKS = ['institution_maintenance_error'] as const;
const KILLS = ['between answer and reply'] as const;

/** One attack on a server, as its text file describes it. */
export interface AttackScenario extends Plan {
  /** The name of its file, such as `lost-answer`. */
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  /** The fact about MX behind it, with its source. */
  readonly fact: string;
  /** Whether it is about webhooks. A server that receives webhooks gets them in any scenario. */
  readonly needsWebhooks: boolean;
  /** The rules. The first one is what the scenario is about: without evidence for it, the scenario is not checked. */
  readonly checks: readonly BackendRuleName[];
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** An error in the text of a scenario. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

function msOf(text: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text) ?? [];
  if (count === undefined) throw new ScenarioError('a time looks like 30s, 10m or 3h');
  return Number(count) * (UNITS[unit] ?? 1);
}

function oneOf<Name extends string>(names: readonly Name[], text: string): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new ScenarioError(`expected one of ${names.join(', ')}`);
  return found;
}

function downOf(text: string): AttackScenario['down'] {
  const [, from, length] = /^from (\S+) for (\S+)$/.exec(text) ?? [];
  if (from === undefined || length === undefined)
    throw new ScenarioError('expected a time such as: from 20s for 10m');
  return { from: msOf(from), to: msOf(from) + msOf(length) };
}

function checksOf(text: string): readonly BackendRuleName[] {
  const names = text.split(/\s+/);
  const unknown = names.find((name) => !isBackendRule(name));
  if (unknown !== undefined) throw new ScenarioError(`unknown rule ${unknown}`);
  return names.filter(isBackendRule);
}

/** What each line of a scenario sets. */
const LINES: Readonly<
  Record<string, (text: string, before: AttackScenario) => Partial<AttackScenario>>
> = {
  fact: (fact) => ({ fact }),
  people: (text) => ({ people: Number(text) }),
  answers: (text) => ({ answers: oneOf(ANSWERING, text) }),
  wrong: (text) => ({ wrong: Number(text) }),
  before: (before, { bank }) => ({ bank: { ...bank, before } }),
  other: (job) => ({ other: { job: oneOf(JOBS, job), at: 0, ends: '' } }),
  bank: (ends, { bank }) => ({ bank: { ...bank, ends } }),
  step: (text, { bank }) => ({ bank: { ...bank, step: msOf(text) } }),
  lifetime: (text, { bank }) => ({ bank: { ...bank, questionFor: msOf(text) } }),
  throttle: (text, { bank }) => ({ bank: { ...bank, throttle: msOf(text) } }),
  fault: (text, { faults }) => {
    parseFault(text);
    return { faults: [...faults, text] };
  },
  down: (text) => ({ down: downOf(text) }),
  block: (text) => ({ block: oneOf(BLOCKS, text) }),
  webhooks(text) {
    const webhooks = oneOf(Object.keys(WEBHOOK_WAYS) as WebhookWay[], text);
    return { webhooks, needsWebhooks: webhooks !== 'lost' };
  },
  kill: (text) => ({ killsAtAnswer: oneOf(KILLS, text) === KILLS[0] }),
  most: (text) => ({ most: msOf(text) }),
  after: (text) => ({ after: msOf(text) }),
  checks: (text) => ({ checks: checksOf(text) }),
};

const BLANK: AttackScenario = {
  ...USUAL_PLAN,
  name: '',
  about: '',
  fact: '',
  needsWebhooks: false,
  checks: [],
};

/** Reads one line. @throws {ScenarioError} if it is malformed. */
function lineOf(line: string, before: AttackScenario): Partial<AttackScenario> {
  if (line.trim() === '') return {};
  const [, about] = /^# (.+)$/.exec(line) ?? [];
  if (about !== undefined) return { about };
  const [, key = '', value = ''] = /^(\w+): (.+)$/.exec(line) ?? [];
  const set = LINES[key];
  if (set) return set(value, before);
  throw new ScenarioError(`a line begins with "# " or one of ${Object.keys(LINES).join(', ')}`);
}

/**
 * Reads a scenario. The first line says what happens, after `# `; each other line is `name: value`, and blank lines are skipped.
 * @throws {ScenarioError} The message names the line and what was expected there.
 */
export function parseScenario(name: string, text: string): AttackScenario {
  let scenario: AttackScenario = { ...BLANK, name };
  for (const [index, line] of text.split('\n').entries())
    try {
      scenario = { ...scenario, ...lineOf(line, scenario) };
    } catch (error) {
      throw new ScenarioError(`${name}, line ${index + 1}: ${Object(error).message}.`);
    }
  if (scenario.about === '' || scenario.fact === '' || scenario.checks.length === 0)
    throw new ScenarioError(`${name}: a scenario needs a "# " line, a fact and checks.`);
  return scenario;
}
