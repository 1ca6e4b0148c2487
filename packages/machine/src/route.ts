import { type Explanation, OWN_ENDS } from './status.ts';
import type { MemberContext, Phase, Rule, Verdict } from './types.ts';

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

/** Whether the open questions are those of the latest round. */
export const asksTheSame = ({
  challenges,
  asked,
}: Pick<MemberContext, 'challenges' | 'asked'>): boolean =>
  challenges.length === asked.length && challenges.every(({ guid }) => asked.includes(guid));

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

/**
 * The verdict, unless the phase goes on and has lasted too long; or nothing was done for the member for so long that
 * every phase could have come twice: MX may go from one to another and back without end.
 */
export function withDeadline(context: MemberContext): Verdict {
  const { phase, since, actedAt, at, deadlines, verdict } = context;
  const isOver = (from: number | null, limit: number) =>
    from !== null && at !== null && at - from > limit;
  const { busy } = deadlines;
  const goesOn = PHASE_OF[routeOf(context)] === phase;
  const isLate =
    (goesOn && isOver(since, needsUser(phase) ? deadlines.needsUser : busy)) ||
    isOver(actedAt, 2 * (busy + deadlines.needsUser));
  if (!isLate || verdict.is === 'connected' || verdict.is === 'failed') return verdict;
  return fail(needsUser(phase) ? OWN_ENDS.abandoned : OWN_ENDS.tookTooLong, 'deadline');
}
