import { type Explanation, OWN_ENDS } from './status.ts';
import type { Deadlines, MemberContext, Phase, Rule, Verdict } from './types.ts';

const NEEDS_USER: readonly Phase[] = ['authorizing', 'challenged'];

/** Whether a phase waits for the user rather than for MX. */
export const needsUser = (phase: Phase): boolean => NEEDS_USER.includes(phase);

/** An end, by a rule. */
export const fail = ({ reason, nextStep }: Explanation, rule: Rule): Verdict => ({
  is: 'failed',
  reason,
  nextStep,
  rule,
});

const isEqual = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);

/** Whether the open questions are those of the latest round, in any order. */
export const asksTheSame = ({
  challenges,
  asked,
}: Pick<MemberContext, 'challenges' | 'asked'>): boolean =>
  isEqual(challenges.map(({ guid }) => guid).toSorted(), asked.toSorted());

/** Where the machine goes from a verdict. */
export type Route =
  | 'connected'
  | 'failed'
  | 'starting'
  | 'queued'
  | 'aggregating'
  | 'authorizing'
  | 'challenged'
  | 'stillChallenged'
  | 'answeredElsewhere'
  | 'resumed';

/** The routing table: (verdict, phase) -> the next state. */
export function routeOf(context: MemberContext): Route {
  const { verdict, phase, pendingStart } = context;
  switch (verdict.is) {
    case 'connected':
    case 'failed':
    case 'authorizing':
      return verdict.is;
    case 'start':
      return 'starting';
    case 'challenged':
      return phase === 'challenged' && asksTheSame(context) ? 'stillChallenged' : 'challenged';
    case 'running':
      if (phase === 'challenged') return 'answeredElsewhere';
      if (phase === 'resumed') return 'resumed';
      return pendingStart === 'none' ? 'aggregating' : 'queued';
    case 'none':
      if (phase === 'challenged') return 'stillChallenged';
      if (phase === 'aggregating') return pendingStart === 'none' ? 'aggregating' : 'queued';
      return phase;
  }
}

const PHASE_OF: Readonly<Record<Route, Phase | null>> = {
  connected: null,
  failed: null,
  starting: 'aggregating',
  queued: 'aggregating',
  aggregating: 'aggregating',
  authorizing: 'authorizing',
  // A new question is news, however late it comes.
  challenged: null,
  stillChallenged: 'challenged',
  answeredElsewhere: 'resumed',
  resumed: 'resumed',
};

/** So many phases and rounds may begin without an act of ours, however long they take. */
const MOST_MOVES = 6;

/** How long a member that only goes to and fro may do so, in ms: as long as every phase twice. */
const longest = ({ busy, needsUser }: Deadlines): number => 2 * (busy + needsUser);

/**
 * The verdict, unless the phase goes on and has lasted too long; or MX has gone from one phase or question to another for
 * too long, without an act of ours.
 */
export function withDeadline(context: MemberContext): Verdict {
  const { phase, since, actedAt, moves, at, deadlines, verdict } = context;
  const isOver = (from: number | null, limit: number) =>
    from !== null && at !== null && at - from > limit;
  const goesOn = PHASE_OF[routeOf(context)] === phase;
  const limit = needsUser(phase) ? deadlines.needsUser : deadlines.busy;
  const isLate =
    (goesOn && isOver(since, limit)) || (moves > MOST_MOVES && isOver(actedAt, longest(deadlines)));
  if (!isLate || verdict.is === 'connected' || verdict.is === 'failed') return verdict;
  return fail(needsUser(phase) ? OWN_ENDS.abandoned : OWN_ENDS.tookTooLong, 'deadline');
}
