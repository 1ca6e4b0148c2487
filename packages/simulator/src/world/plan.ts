import type { Job } from '@mx-member/machine/step';
import type { InstitutionError } from '../bank/blocks.ts';
import type { BankOptions } from '../bank/options.ts';
import { parseFault } from '../http/parse-fault.ts';
import type { MxSimulator, MxSimulatorOptions } from '../simulator.ts';
import type { Answering } from './habits.ts';

/** When webhooks arrive, in ms after the change: at once, twice, 20 s late, or never. */
export const WEBHOOK_WAYS = {
  once: [0],
  twice: [0, 5_000],
  late: [20_000],
  lost: [],
} as const satisfies Readonly<Record<string, readonly number[]>>;
/** One of {@link WEBHOOK_WAYS}. */
export type WebhookWay = keyof typeof WEBHOOK_WAYS;

/** What the bank does in a plan. Times are in ms. */
export interface BankPlan
  extends Required<
    Pick<BankOptions, 'step' | 'queue' | 'throttle' | 'wrongAnswer' | 'statusWhileRunning'>
  > {
  /** How long a question stays open. */
  readonly questionFor: number;
  /** How the right login ends, as in a `simulate:` password. Empty for CONNECTED. */
  readonly ends: string;
  /** For so long after the beginning, jobs that begin end as DEGRADED. */
  readonly outage: number;
  /** How the last job of a member ended before the beginning, as in a `simulate:` password. `null` for no job. */
  readonly before: string | null;
}

/** A job that another program starts. */
export interface OtherJob {
  readonly job: Job;
  /** When it begins, in ms after the beginning. */
  readonly at: number;
  /** `DENIED` and `LOCKED` end it like this. Anything else: as the login of the member says. */
  readonly ends: string;
}

/** What every plan says: what a person, the bank, another program and MX do. */
export interface PlanBase {
  /** What the bank asks in each job, as in a `simulate:` password: `options,token`. */
  readonly asks: string;
  readonly answers: Answering;
  /** How many wrong passwords the person enters before the right one. */
  readonly wrong: number;
  readonly bank: BankPlan;
  readonly other: OtherJob | null;
  readonly webhooks: WebhookWay;
  /** What MX does to requests from the beginning on, as `parseFault` reads it. */
  readonly faults: readonly string[];
}

/** The plan in which nothing goes wrong. */
export const USUAL_BASE: PlanBase = {
  asks: '',
  answers: 'once',
  wrong: 0,
  bank: {
    step: 1_000,
    queue: 0,
    questionFor: 600_000,
    throttle: 0,
    wrongAnswer: 'REJECTED',
    statusWhileRunning: 'previous',
    ends: '',
    outage: 0,
    before: null,
  },
  other: null,
  webhooks: 'once',
  faults: [],
};

/** Differences from a plan. */
export type Differences<Value> = Value extends readonly unknown[] | null
  ? Value
  : Value extends object
    ? { readonly [Name in keyof Value]?: Differences<Value[Name]> | undefined }
    : Value;

/** Whether a value has fields, so that a plan can be written as differences in them. */
export const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A plan with differences. */
export function withDifferences<Plan>(plan: Plan, change: Differences<Plan>): Plan {
  if (!isGroup(plan) || !isGroup(change)) return (change === undefined ? plan : change) as Plan;
  const names = [...new Set([...Object.keys(plan), ...Object.keys(change)])];
  return Object.fromEntries(
    names.map((name) => [name, withDifferences(plan[name], change[name])]),
  ) as Plan;
}

/** What the bank does in a job of the right login, as in a `simulate:` password. */
export const scriptOfPlan = ({ asks, bank }: Pick<PlanBase, 'asks' | 'bank'>): string =>
  [asks, bank.ends].filter(Boolean).join(',');

/** The options of the simulator for a plan. */
export const simulatorOptionsOf = (plan: PlanBase): MxSimulatorOptions => ({
  step: plan.bank.step,
  queue: plan.bank.queue,
  challengeLifetime: plan.bank.questionFor,
  wrongAnswer: plan.bank.wrongAnswer,
  statusWhileRunning: plan.bank.statusWhileRunning,
  throttle: plan.bank.throttle,
  oauthScript: scriptOfPlan(plan),
});

/**
 * From here on the plan disturbs: MX fails, institutions are down, and another program starts its job at these members.
 * @param start Starts a job for the other program.
 * @returns When the other program has started a job, in ms since 1970. It grows.
 */
export function beginPlan(
  { bank, faults }: MxSimulator,
  { faults: rules, bank: how, other }: PlanBase,
  members: readonly string[],
  start = (guid: string, job: Job): void => void bank.start(guid, job),
): readonly number[] {
  const began = bank.now;
  for (const rule of rules) faults.add(parseFault(rule));
  if (how.outage > 0)
    for (const institution of ['mxbank', 'mx_bank_oauth'])
      bank.troubles.outage({ institution, until: began + how.outage });
  const elsewhere: number[] = [];
  if (!other) return elsewhere;
  for (const guid of members)
    bank.plan(began + other.at, () => {
      if (bank.member(guid).job) return;
      if (other.ends === 'DENIED') bank.troubles.changePassword(guid);
      if (other.ends === 'LOCKED') bank.troubles.hold(guid);
      elsewhere.push(bank.now);
      start(guid, other.job);
    });
  bank.advance();
  return elsewhere;
}

/** A plan in which people use a server. Times are in ms of the bank's clock. */
export interface Plan extends PlanBase {
  readonly people: number;
  /** The time in which MX answers 503. `null` for never. */
  readonly down: { readonly from: number; readonly to: number } | null;
  /** The `error.type` with which MX blocks the institution. `null` for none. */
  readonly block: InstitutionError | null;
  /** Whether the server is killed after the first answer took effect, before the reply. */
  readonly killsAtAnswer: boolean;
  /** The latest end. */
  readonly most: number;
  /** How long the bank is watched after everybody has seen the outcome. */
  readonly after: number;
}

/** The plan that other plans are differences from. Nothing goes wrong in it. */
export const USUAL_PLAN: Plan = {
  ...USUAL_BASE,
  bank: { ...USUAL_BASE.bank, step: 2_000 },
  people: 1,
  down: null,
  block: null,
  killsAtAnswer: false,
  most: 240_000,
  after: 10_000,
};

/** The whole plan of its differences from {@link USUAL_PLAN}. */
export const planOf = (differences: Differences<Plan>): Plan =>
  withDifferences<Plan>(USUAL_PLAN, differences);
