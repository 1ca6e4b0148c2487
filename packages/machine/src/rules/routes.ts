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

/** One row of the routing table. */
export interface RouteRow {
  readonly verdict: readonly Verdict['type'][];
  /** The phases for which the row applies. Any phase if absent. */
  readonly phases?: readonly Phase[];
  /** A further condition. */
  readonly when?: 'firstRefusal' | 'sameQuestions' | 'otherJobRuns';
  /** Where it leads. It is also the name of the guard in the chart. */
  readonly route: Route;
  readonly to: RecordState;
  /** The event to emit. */
  readonly announces?: 'announceChallenges' | 'announceResumed';
}

/**
 * The routing table: the first row that matches a verdict says where it leads. The chart and the specification are
 * generated from it.
 */
export const ROUTES: readonly RouteRow[] = [
  {
    verdict: ['connected'],
    route: 'connected',
    to: 'connected',
  },
  {
    verdict: ['failed'],
    route: 'failed',
    to: 'failed',
  },
  {
    verdict: ['look'],
    route: 'looking',
    to: 'aggregating.reading',
  },
  {
    verdict: ['start'],
    route: 'starting',
    to: 'aggregating.starting',
  },
  {
    verdict: ['reread'],
    when: 'firstRefusal',
    route: 'rereading',
    to: 'resumed.reading',
  },
  {
    verdict: ['authorizing'],
    route: 'authorizing',
    to: 'authorizing.waiting',
  },
  {
    verdict: ['challenged'],
    phases: ['challenged'],
    when: 'sameQuestions',
    route: 'challenged',
    to: 'challenged.waiting',
  },
  {
    verdict: ['challenged'],
    route: 'asked',
    to: 'challenged.waiting',
    announces: 'announceChallenges',
  },
  {
    verdict: ['running'],
    phases: ['challenged'],
    route: 'answeredElsewhere',
    to: 'resumed.waiting',
    announces: 'announceResumed',
  },
  {
    verdict: ['running', 'inconclusive', 'reread'],
    phases: ['resumed'],
    route: 'resumed',
    to: 'resumed.waiting',
  },
  {
    verdict: ['inconclusive'],
    phases: ['challenged'],
    route: 'challenged',
    to: 'challenged.waiting',
  },
  {
    verdict: ['inconclusive'],
    phases: ['authorizing'],
    route: 'authorizing',
    to: 'authorizing.waiting',
  },
  {
    verdict: ['running', 'inconclusive'],
    when: 'otherJobRuns',
    route: 'queued',
    to: 'aggregating.queued',
  },
  {
    verdict: ['running', 'inconclusive', 'reread'],
    route: 'aggregating',
    to: 'aggregating.waiting',
  },
];

/** Rows by verdict, because every poll needs this lookup. */
const ROWS_OF_VERDICT = new Map<Verdict['type'], readonly RouteRow[]>(
  ROUTES.flatMap(({ verdict }) => verdict).map((type) => [
    type,
    ROUTES.filter(({ verdict }) => verdict.includes(type)),
  ]),
);

/** The row of the routing table for a verdict and its questions. */
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
  const found = ROWS_OF_VERDICT.get(type)?.find(
    ({ phases, when }) =>
      (!phases || phases.includes(phase)) &&
      (when !== 'sameQuestions' || areEqualQuestions(challenges, questions)) &&
      (when !== 'firstRefusal' || refusals === 1) &&
      (when !== 'otherJobRuns' || pendingStart === 'otherJob' || pendingStart === 'joining'),
  );
  // The last rows match everything else. `routes.test.ts` tries every verdict in every phase.
  return found as RouteRow;
}
