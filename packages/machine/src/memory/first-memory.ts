import type { MemberContext, MemberInput } from '../data/types.ts';
import { baselineOf } from '../rules/baseline.ts';
import { DEFAULT_DEADLINES, DEFAULT_PACING } from '../rules/timing.ts';
import { NO_TIME } from './clocks.ts';
import { NONE } from './round.ts';

/** The defaults, overridden by the given numbers. `undefined` is ignored. */
function merged<Numbers extends object>(defaults: Numbers, given: Partial<Numbers> = {}): Numbers {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? defaults : { ...defaults, ...Object.fromEntries(entries) };
}

/** The initial memory of a member. The input was already checked. */
export function firstMemory(input: MemberInput): MemberContext {
  const { member, job, oauth = false, answerWith = 'value', baseline, after } = input;
  // MX accepts no start while the user is at the bank's page.
  const isAway = oauth || baseline?.connectionStatus === 'PENDING';
  // A job that is asked for begins with a look at the member.
  const looks = job !== null && !isAway;
  return {
    member: { userGuid: member.userGuid, memberGuid: member.memberGuid },
    job,
    oauth,
    answerWith,
    pacing: merged(DEFAULT_PACING, input.pacing),
    deadlines: merged(DEFAULT_DEADLINES, input.deadlines),
    phase: 'aggregating',
    since: null,
    lastStampAt: null,
    observed: NO_TIME,
    reading: null,
    baseline: baseline ? baselineOf(baseline) : null,
    flagSeen: false,
    progress: null,
    evidence: null,
    finding: null,
    ignoredSince: null,
    pendingStart: job === null ? 'none' : isAway ? 'otherJob' : 'due',
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
    route: looks ? 'looking' : 'aggregating',
  };
}
