import type { FaultCode, Job } from '../../../packages/machine/src/data/types.ts';
import type { BeliefName } from '../../../packages/simulator/src/model/beliefs.ts';
import type { Face, Setting } from '../../../packages/simulator/src/model/model.ts';

/** How often each thing may happen in one lifecycle; `Infinity` for no limit. */
export const BUDGETS = [
  // The bank: rounds of questions of our job and of other jobs, jobs that MX starts by itself, and how a question ends.
  'round',
  'otherRound',
  'otherJob',
  'expiry',
  'words',
  'elsewhere',
  'deletion',
  // MX's replies: a start without a job, a start whose job begins later, a start of a job that is not supported,
  // answers with a refused form, the same question again after a wrong answer, a start that joins a job of MX's own.
  'throttle',
  'queue',
  'unsupported',
  'refusal',
  'sameAgain',
  'joined',
  // The network: lagging replicas (the member as before, or not there yet), failing calls, webhooks, a request that
  // arrives after its caller gave up, readings without the flag.
  'lag',
  'missing',
  'fault',
  'hint',
  'late',
  'unflagged',
  // Our side: crashes, wrong answers, answers that do not fit, an answer that is delivered twice.
  'crash',
  'wrong',
  'partial',
  'repeat',
  // Time: calls that take a minute, hours without a poll, and a clock that is set back.
  'tick',
  'absence',
  'clock',
] as const;
export type Budget = (typeof BUDGETS)[number];

/** What takes from a budget: what the bank does by itself, and what a request leads to. */
export const BUDGET_OF: Readonly<Partial<Record<BeliefName, Budget>>> = {
  deleted: 'deletion',
  ownJob: 'otherJob',
  startedElsewhere: 'otherJob',
  reworded: 'words',
  expired: 'expiry',
  answeredElsewhere: 'elsewhere',
  asked: 'round',
  askedByOther: 'otherRound',
  throttled: 'throttle',
  queued: 'queue',
  unsupported: 'unsupported',
  formRefused: 'refusal',
  wrongAsksNew: 'round',
  wrongAsksSame: 'sameAgain',
  joined: 'joined',
};

/** The settings of a search. */
export interface Configuration extends Setting {
  readonly name: string;
  readonly input: { readonly job: Job | null; readonly oauth?: boolean };
  /** The member before our job. */
  readonly before: Pick<Face, 'status' | 'started' | 'succeeded'>;
  /** The person has just entered new credentials, or created the member: MX has begun an aggregation by itself. */
  readonly isAct: boolean;
  /** Where MX begins the job, the input contains the member before it. */
  readonly hasBaseline: boolean;
  /**
   * How often a lagging replica may show a past question, counted each time that something else was shown in
   * between.
   */
  readonly meetings: number;
  /** How long a replica may miss a job that has begun, and `deadlines.catchUp`, in ms. */
  readonly startLag: number;
  readonly catchUp: number;
  /** Whether MX sends `is_being_aggregated`, and whether it sends the two time stamps. */
  readonly flag: boolean;
  readonly stamps: boolean;
  /** The ways in which calls fail. */
  readonly faults: readonly FaultCode[];
  /** Limits, in ticks. */
  readonly deadlines: {
    readonly busy: number;
    readonly needsUser: number;
    readonly unreachable: number;
  };
  /** `pacing.busy`, in ms. */
  readonly pace: number;
  readonly left: Readonly<Record<Budget, number>>;
  /**
   * The greatest number of current polls before the user sees the bank's question, and before the machine sees an
   * end.
   */
  readonly bounds: { readonly asked: number; readonly ended: number };
  /** Larger bounds, which do not fit into a test run. */
  readonly larger: Configuration | null;
}

/** One minute. Shorter times do not count. */
export const TICK = 60_000;

/** The longest lag of a replica, in ms. */
export const LAG = 2_000;

/** The longest time for which MX queues a job, in ms. */
export const QUEUE = 8_000;

const NOTHING = Object.fromEntries(BUDGETS.map((name) => [name, 0])) as Record<Budget, number>;

type Given = Partial<Omit<Configuration, 'left' | 'larger'>> & {
  readonly name: string;
  readonly left: Partial<Record<Budget, number>>;
  /** What the larger search changes. Budgets that it does not name stay. */
  readonly larger?: Partial<Given>;
};

/** A configuration with the usual bank. Only what it names can happen. */
export const configuration = ({ left, larger, ...given }: Given): Configuration => ({
  input: { job: 'aggregate' },
  before: { status: 'CONNECTED', started: 1, succeeded: 1 },
  isAct: false,
  hasBaseline: true,
  endings: [
    { status: 'CONNECTED', reason: null },
    { status: 'DENIED', reason: 'credentials' },
  ],
  passing: [],
  meetings: 1,
  questionsPerRound: 1,
  startLag: LAG,
  catchUp: 4_000,
  flag: true,
  stamps: true,
  faults: ['unreachable'],
  deadlines: { busy: 15, needsUser: 30, unreachable: 60 },
  pace: 10_000,
  // Two: one for a question that returns after answers whose reply was lost, one for an end that is not proved.
  bounds: { asked: 2, ended: 2 },
  ...given,
  left: { ...NOTHING, ...left },
  larger: larger ? configuration({ ...given, ...larger, left: { ...left, ...larger.left } }) : null,
});
