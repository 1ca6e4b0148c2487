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
}

/** The routing table: the first row that fits a verdict says where it leads. The chart and the specification are made from it. */
export const ROUTES: readonly RouteRow[] = [
  {
    verdict: ['connected'],
    route: 'connected',
    seen: 'jobEndedWell',
    to: 'connected',
  },
  {
    verdict: ['failed'],
    route: 'failed',
    seen: 'failureSeen',
    to: 'failed',
  },
  {
    verdict: ['start'],
    route: 'starting',
    seen: 'nothingRuns',
    to: 'aggregating.starting',
  },
  {
    verdict: ['reread'],
    when: 'firstRefusal',
    route: 'rereading',
    seen: 'answersRefused',
    to: 'resumed.reading',
  },
  {
    verdict: ['authorizing'],
    route: 'authorizing',
    seen: 'userIsAtTheBank',
    to: 'authorizing.waiting',
  },
  {
    verdict: ['challenged'],
    phases: ['challenged'],
    when: 'sameQuestions',
    route: 'challenged',
    seen: 'questionStillOpen',
    to: 'challenged.waiting',
  },
  {
    verdict: ['challenged'],
    route: 'asked',
    seen: 'questionAsked',
    to: 'challenged.waiting',
    announces: 'announceChallenges',
  },
  {
    verdict: ['running'],
    phases: ['challenged'],
    route: 'answeredElsewhere',
    seen: 'answeredElsewhere',
    to: 'resumed.waiting',
    announces: 'announceResumed',
  },
  {
    verdict: ['running', 'inconclusive', 'reread'],
    phases: ['resumed'],
    route: 'resumed',
    seen: 'answerTaken',
    to: 'resumed.waiting',
  },
  {
    verdict: ['inconclusive'],
    phases: ['challenged'],
    route: 'challenged',
    seen: 'questionStillOpen',
    to: 'challenged.waiting',
  },
  {
    verdict: ['inconclusive'],
    phases: ['authorizing'],
    route: 'authorizing',
    seen: 'userIsAtTheBank',
    to: 'authorizing.waiting',
  },
  {
    verdict: ['running', 'inconclusive'],
    when: 'otherJobRuns',
    route: 'queued',
    seen: 'otherJobRuns',
    to: 'aggregating.queued',
  },
  {
    verdict: ['running', 'inconclusive', 'reread'],
    route: 'aggregating',
    seen: 'jobRuns',
    to: 'aggregating.waiting',
  },
];

/** The rows of each verdict, because a verdict is routed in each poll. */
const ROWS = new Map<Verdict['type'], readonly RouteRow[]>(
  ROUTES.flatMap(({ verdict }) => verdict).map((type) => [
    type,
    ROUTES.filter(({ verdict }) => verdict.includes(type)),
  ]),
);

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
  const found = ROWS.get(type)?.find(
    ({ phases, when }) =>
      (!phases || phases.includes(phase)) &&
      (when !== 'sameQuestions' || areEqualQuestions(challenges, questions)) &&
      (when !== 'firstRefusal' || refusals === 1) &&
      (when !== 'otherJobRuns' || pendingStart === 'otherJob'),
  );
  // The last rows take what is left, and `routes.test.ts` tries every verdict in every phase.
  return found as RouteRow;
}
