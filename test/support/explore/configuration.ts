import type { FaultCode, Job, Reason } from '../../../packages/machine/src/data/types.ts';
import { MACHINE, type Machine } from './machine.ts';

/** The member as MX shows it at one moment. Questions and moments are counted: later ones have higher numbers. */
export interface Face {
  readonly status: string | null;
  readonly runs: boolean;
  readonly questions: readonly number[];
  /** How often the words of the questions have changed. */
  readonly words?: number;
  /** When the latest job started, and when one last ended well. */
  readonly started: number | null;
  readonly succeeded: number | null;
  readonly errorCode?: number;
}

/** How a job can end. */
export interface Ending {
  readonly status: string;
  readonly errorCode?: number;
  /** `null`: well. */
  readonly reason: Reason | null;
  /** Shown for a moment before. */
  readonly first?: string;
}

/** What may happen only so often in one lifecycle; `Infinity` for any number of times. */
export const BUDGETS = [
  // Of the bank: rounds of questions of our job and of others, jobs of MX's own, and how a question ends.
  'round',
  'otherRound',
  'otherJob',
  'expiry',
  'words',
  'elsewhere',
  'deletion',
  // Of MX's answers: a start without a job, one whose job begins later, answers whose form is refused, the same question again after a wrong answer.
  'throttle',
  'queue',
  'refusal',
  'sameAgain',
  // Of the network: replicas that lag behind (the member as before, or not there yet), calls that fail, webhooks, a
  // request that arrives after its caller has given up, readings without the flag.
  'lag',
  'missing',
  'fault',
  'hint',
  'late',
  'unflagged',
  // Of our side: crashes, wrong answers, answers that do not fit, an answer that is delivered twice.
  'crash',
  'wrong',
  'partial',
  'repeat',
  // Of time: calls that take a minute, hours in which nobody polls, and a clock that is set back.
  'tick',
  'absence',
  'clock',
] as const;
export type Budget = (typeof BUDGETS)[number];

/** One search. */
export interface Configuration {
  readonly name: string;
  readonly machine: Machine;
  readonly input: { readonly job: Job | null; readonly oauth?: boolean };
  /** The member before our job. */
  readonly before: Pick<Face, 'status' | 'started' | 'succeeded'>;
  /** The input has it as the baseline. */
  readonly hasBaseline: boolean;
  readonly endings: readonly Ending[];
  /** How often a replica that lags behind shows a question that is past, each time after something else. */
  readonly meetings: number;
  readonly questionsPerRound: number;
  /** How long a replica may not know of a job that has begun, and `deadlines.catchUp`, in ms. */
  readonly startLag: number;
  readonly catchUp: number;
  /** MX sends `is_being_aggregated`; and the two time stamps. */
  readonly flag: boolean;
  readonly stamps: boolean;
  /** How calls fail. */
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
  /** How many current polls it takes at most until the user is asked what the bank asks, and until an end is seen. */
  readonly bounds: { readonly asked: number; readonly ended: number };
  /** With more than fits into a test run. */
  readonly larger: Configuration | null;
}

/** A minute: less does not count. */
export const TICK = 60_000;

/** A replica lags behind for less than this, in ms. */
export const LAG = 2_000;

/** A job that MX has queued begins before this, in ms. */
export const QUEUE = 8_000;

const NOTHING = Object.fromEntries(BUDGETS.map((name) => [name, 0])) as Record<Budget, number>;

type Given = Partial<Omit<Configuration, 'left' | 'larger'>> & {
  readonly name: string;
  readonly left: Partial<Record<Budget, number>>;
  /** What is other in the larger one; budgets that are not named stay. */
  readonly larger?: Partial<Given>;
};

/** A configuration with the usual bank, in which nothing happens but what is given. */
export const configuration = ({ left, larger, ...given }: Given): Configuration => ({
  machine: MACHINE,
  input: { job: 'aggregate' },
  before: { status: 'CONNECTED', started: 1, succeeded: 1 },
  hasBaseline: true,
  endings: [
    { status: 'CONNECTED', reason: null },
    { status: 'DENIED', reason: 'credentials' },
  ],
  meetings: 1,
  questionsPerRound: 1,
  startLag: LAG,
  catchUp: 4_000,
  flag: true,
  stamps: true,
  faults: ['unreachable'],
  deadlines: { busy: 15, needsUser: 30, unreachable: 60 },
  pace: 10_000,
  // Two for the same question after answers whose reply was lost, and for an end that is not proved.
  bounds: { asked: 2, ended: 2 },
  ...given,
  left: { ...NOTHING, ...left },
  larger: larger ? configuration({ ...given, ...larger, left: { ...left, ...larger.left } }) : null,
});
