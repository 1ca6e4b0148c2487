import type { Act, MemberContext, MemberInput, PendingStart } from '../data/types.ts';
import { NONE } from '../mx/readings.ts';
import { baselineOfAct } from '../rules/baseline.ts';
import { DEFAULT_DEADLINES, DEFAULT_PACING } from '../rules/timing.ts';
import { hasOwnJob } from '../rules/whose.ts';
import { NO_TIME } from './clocks.ts';

/** The defaults, overridden by the given numbers. `undefined` is ignored. */
function merged<Numbers extends object>(defaults: Numbers, given: Partial<Numbers> = {}): Numbers {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? defaults : { ...defaults, ...Object.fromEntries(entries) };
}

/** New credentials, and a consent, can be lost on their way. A member that is there was created. MX gets nothing of a check. */
const isTaken = ({ type, reply }: Act): boolean | null =>
  type === 'checked' ? null : reply !== null || type === 'creation' || type === 'elsewhere';

/** Whether MX begins the job that is asked for by itself, or our start waits for the person, or it is due. */
function firstPendingStart(
  { job, oauth, act }: MemberInput,
  known: MemberContext['act'],
): PendingStart {
  if (job === null) return 'none';
  // MX accepts no start while the user is at the bank's page.
  const isAway = oauth === true || act?.reply?.connectionStatus === 'PENDING';
  if (job === 'aggregate' && (isAway || hasOwnJob(known))) return 'joining';
  return isAway ? 'otherJob' : 'due';
}

/** The initial memory of a member. The input was already checked. */
export function firstMemory(input: MemberInput): MemberContext {
  const { member, job, oauth = false, act, answerWith = 'value', after } = input;
  const known = act ? { at: act.at, isTaken: isTaken(act) } : null;
  const pendingStart = firstPendingStart(input, known);
  // Where MX begins the job by itself, the first poll follows a little later. All others begin with a poll.
  const looks = oauth || (job !== null && pendingStart !== 'joining');
  return {
    member: { userGuid: member.userGuid, memberGuid: member.memberGuid },
    job,
    oauth,
    act: known,
    answerWith,
    pacing: merged(DEFAULT_PACING, input.pacing),
    deadlines: merged(DEFAULT_DEADLINES, input.deadlines),
    phase: 'aggregating',
    since: null,
    lastStampAt: null,
    observed: NO_TIME,
    reading: null,
    baseline: act ? baselineOfAct(act, after?.context.reading ?? null) : null,
    flagSeen: false,
    progress: null,
    evidence: null,
    finding: null,
    ignoredSince: null,
    pendingStart,
    awaiting: 'command',
    lastSubmit: null,
    round: 0,
    prompt: after?.context.prompt ?? 0,
    promptFrom: after?.context.prompt ?? 0,
    challenges: NONE,
    answeredGuids: NONE,
    problems: NONE,
    fault: null,
    failures: 0,
    refusals: 0,
    hint: 'none',
    turn: after?.context.turn ?? 0,
    revision: (after?.context.revision ?? 0) + 1,
    verdict: { type: looks ? 'look' : 'running', rule: 'noReadingYet' },
  };
}
