import { parseFault } from '@mx-member/simulator';
import { type BackendRuleName, isBackendRule } from '../verdicts/rules.ts';

/** What the person does besides starting and reading the status. */
export const HABITS = [
  /** Answers each question once, as soon as it is shown. */
  'answers',
  /** Closes the page when the first question is shown. */
  'leaves',
  /** Answers only after the question has expired. */
  'answers late',
  /** Enters a wrong password three times. */
  'tries three passwords',
] as const;
export type Habit = (typeof HABITS)[number];

/** What happened to the member before the scenario. */
export const PASTS = ['nothing', 'connected', 'denied', 'verify runs'] as const;
export type MemberPast = (typeof PASTS)[number];

export const WEBHOOK_WAYS = ['once', 'twice', 'lost'] as const;
export type WebhookWay = (typeof WEBHOOK_WAYS)[number];

const BLOCKS = ['institution_maintenance_error'] as const;
const KILLS = ['between answer and reply'] as const;

/** One attack on a server, as its text file describes it. Times are in ms of the bank's clock. */
export interface AttackScenario {
  /** The name of its file, such as `lost-answer`. */
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  /** The fact about MX behind it, with its source. */
  readonly fact: string;
  readonly people: number;
  readonly habit: Habit;
  readonly past: MemberPast;
  /** What the bank does after a login, as in a `simulate:` password. */
  readonly script: string;
  /** How long each step of a job takes. */
  readonly step: number;
  /** How long a question stays open. */
  readonly lifetime: number;
  /** How long after a success a start is accepted without running a job. */
  readonly throttle: number;
  /** Rules of `parseFault`. */
  readonly faults: readonly string[];
  /** The time in which MX answers 503; `null` for never. */
  readonly down: { readonly from: number; readonly to: number } | null;
  /** The `error.type` with which MX blocks the institution; `null` for none. */
  readonly block: (typeof BLOCKS)[number] | null;
  /** `null` if the scenario does not need webhooks. A server that receives webhooks still gets each one once. */
  readonly webhooks: WebhookWay | null;
  /** Whether the server is killed after the first answer took effect, before the reply. */
  readonly killsAtAnswer: boolean;
  /** The latest end of the scenario. */
  readonly most: number;
  /** How long the scenario goes on after everybody has seen the outcome. */
  readonly after: number;
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
  person: (text) => ({ habit: oneOf(HABITS, text) }),
  before: (text) => ({ past: oneOf(PASTS, text) }),
  bank: (script) => ({ script }),
  step: (text) => ({ step: msOf(text) }),
  lifetime: (text) => ({ lifetime: msOf(text) }),
  throttle: (text) => ({ throttle: msOf(text) }),
  fault: (text, { faults }) => {
    parseFault(text);
    return { faults: [...faults, text] };
  },
  down: (text) => ({ down: downOf(text) }),
  block: (text) => ({ block: oneOf(BLOCKS, text) }),
  webhooks: (text) => ({ webhooks: oneOf(WEBHOOK_WAYS, text) }),
  kill: (text) => ({ killsAtAnswer: oneOf(KILLS, text) === KILLS[0] }),
  most: (text) => ({ most: msOf(text) }),
  after: (text) => ({ after: msOf(text) }),
  checks: (text) => ({ checks: checksOf(text) }),
};

const BLANK: AttackScenario = {
  name: '',
  about: '',
  fact: '',
  people: 1,
  habit: 'answers',
  past: 'nothing',
  script: '',
  step: 2_000,
  lifetime: 600_000,
  throttle: 0,
  faults: [],
  down: null,
  block: null,
  webhooks: null,
  killsAtAnswer: false,
  most: 240_000,
  after: 10_000,
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
