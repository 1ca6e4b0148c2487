import type {
  Challenge,
  MemberContext,
  Phase,
  RecordState,
  Route,
  Verdict,
} from '../data/types.ts';
import { areEqualQuestions } from '../mx/readings.ts';

/** Where a verdict leads: the routing table. */

/** What can be seen before a decision: one name for each route. */
const SEEN = [
  'jobEndedWell',
  'failureSeen',
  'nothingRuns',
  'answersRefused',
  'userIsAtTheBank',
  'questionStillOpen',
  'questionAsked',
  'answeredElsewhere',
  'answerTaken',
  'otherJobRuns',
  'jobRuns',
] as const;
/** One of what can be seen before a decision. */
export type Seen = (typeof SEEN)[number];

/** One row of the routing table. */
export interface RouteRow {
  readonly verdict: readonly Verdict['type'][];
  /** The phases that it is for; any where absent. */
  readonly phases?: readonly Phase[];
  /** Only where that holds. */
  readonly when?: 'firstRefusal' | 'sameQuestions' | 'otherJobRuns';
  readonly route: Route;
  /** What was seen: the name of the guard in the chart. */
  readonly seen: Seen;
  readonly to: RecordState;
  /** What is emitted. */
  readonly announces?: 'announceChallenges' | 'announceResumed';
  readonly description: string;
}

/** The routing table: the first row that fits a verdict says where it leads. The chart and the specification are made from it. */
export const ROUTES: readonly RouteRow[] = [
  {
    verdict: ['connected'],
    route: 'connected',
    seen: 'jobEndedWell',
    to: 'connected',
    description: 'The job has ended well.',
  },
  {
    verdict: ['failed'],
    route: 'failed',
    seen: 'failureSeen',
    to: 'failed',
    description: 'MX reports a reason, refuses a call, or a limit has passed.',
  },
  {
    verdict: ['start'],
    route: 'starting',
    seen: 'nothingRuns',
    to: 'aggregating.starting',
    description: 'Nothing runs, and our job is still to be started.',
  },
  {
    verdict: ['reread'],
    when: 'firstRefusal',
    route: 'rereading',
    seen: 'answersRefused',
    to: 'resumed.reading',
    description: 'MX refused the answers: it may ask something else by now.',
  },
  {
    verdict: ['authorizing'],
    route: 'authorizing',
    seen: 'userIsAtTheBank',
    to: 'authorizing.waiting',
    description: "The user is at the bank's own page.",
  },
  {
    verdict: ['challenged'],
    phases: ['challenged'],
    when: 'sameQuestions',
    route: 'challenged',
    seen: 'questionStillOpen',
    to: 'challenged.waiting',
    description: 'The same question still stands.',
  },
  {
    verdict: ['challenged'],
    route: 'asked',
    seen: 'questionAsked',
    to: 'challenged.waiting',
    announces: 'announceChallenges',
    description: 'A new question, or one that is asked again because the answer did not arrive.',
  },
  {
    verdict: ['running'],
    phases: ['challenged'],
    route: 'answeredElsewhere',
    seen: 'answeredElsewhere',
    to: 'resumed.waiting',
    announces: 'announceResumed',
    description: 'The job goes on although we sent no answer: somebody else did.',
  },
  {
    verdict: ['running', 'inconclusive', 'reread'],
    phases: ['resumed'],
    route: 'resumed',
    seen: 'answerTaken',
    to: 'resumed.waiting',
    description: 'The job goes on after an answer.',
  },
  {
    verdict: ['inconclusive'],
    phases: ['challenged'],
    route: 'challenged',
    seen: 'questionStillOpen',
    to: 'challenged.waiting',
    description: 'Nothing follows from it, so the question stays open.',
  },
  {
    verdict: ['inconclusive'],
    phases: ['authorizing'],
    route: 'authorizing',
    seen: 'userIsAtTheBank',
    to: 'authorizing.waiting',
    description: "Nothing follows from it: the user is still at the bank's own page.",
  },
  {
    verdict: ['running', 'inconclusive'],
    when: 'otherJobRuns',
    route: 'queued',
    seen: 'otherJobRuns',
    to: 'aggregating.queued',
    description: 'Our job waits until the other one ends.',
  },
  {
    verdict: ['running', 'inconclusive', 'reread'],
    route: 'aggregating',
    seen: 'jobRuns',
    to: 'aggregating.waiting',
    description: 'A job runs.',
  },
];

/** The row of the routing table for a verdict, with the questions that it came with. */
export function routeOf(
  { type }: Verdict,
  {
    phase,
    pendingStart,
    challenges,
    refusals,
  }: Pick<MemberContext, 'phase' | 'pendingStart' | 'challenges' | 'refusals'>,
  questions: readonly Challenge[],
): RouteRow {
  const found = ROUTES.find(
    ({ verdict, phases, when }) =>
      verdict.includes(type) &&
      (!phases || phases.includes(phase)) &&
      (when !== 'sameQuestions' || areEqualQuestions(challenges, questions)) &&
      (when !== 'firstRefusal' || refusals === 1) &&
      (when !== 'otherJobRuns' || pendingStart === 'otherJob'),
  );
  // The last rows take what is left, and `routes.test.ts` tries every verdict in every phase.
  return found as RouteRow;
}
