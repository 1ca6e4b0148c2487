import { baselineOf, NONE } from './memory.ts';
import { DEFAULT_PACING } from './pacing.ts';
import { flaw } from './schema.ts';
import { INPUT } from './schemas.ts';
import type { Deadlines, MemberContext, MemberInput } from './types.ts';

/** In ms; the fields say what each is for. */
export const DEFAULT_DEADLINES: Deadlines = Object.freeze({
  busy: 900_000,
  needsUser: 1_800_000,
  unreachable: 3_600_000,
});

/**
 * Checks what an actor is to be created with.
 * @throws {TypeError} that names the first field which is wrong. `createActor` keeps it as `snapshot.error` and reports
 *   it on `start`; call this first to have it thrown where the input is made.
 */
export function checkInput(input: MemberInput): MemberInput {
  const found = flaw(INPUT, input, 'input');
  if (found) throw new TypeError(`mx-member: ${found}.`);
  return input;
}

/** The defaults, without what was left out as `undefined`. */
const merged = <Numbers extends object>(
  defaults: Numbers,
  given: Partial<Numbers> = {},
): Numbers => {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? defaults : { ...defaults, ...Object.fromEntries(entries) };
};

/** What a member remembers before anything has happened. */
export function initialContext({ input }: { input: MemberInput }): MemberContext {
  const { member, job, oauth = false, baseline, pacing, deadlines } = checkInput(input);
  return {
    member: { userGuid: member.userGuid, memberGuid: member.memberGuid },
    job,
    oauth,
    pacing: merged(DEFAULT_PACING, pacing),
    deadlines: merged(DEFAULT_DEADLINES, deadlines),
    phase: 'aggregating',
    since: null,
    newsAt: null,
    at: null,
    actedAt: null,
    moves: 0,
    reading: null,
    repeats: 0,
    passedOver: 0,
    baseline: baseline ? baselineOf(baseline) : null,
    seenRunning: false,
    pendingStart: job === null ? 'none' : 'first',
    failedStarts: 0,
    round: 0,
    asking: 0,
    challenges: NONE,
    asked: NONE,
    askedAt: null,
    accepted: NONE,
    superseded: NONE,
    problems: NONE,
    fault: null,
    faultSince: null,
    failures: 0,
    answerLost: false,
    commanded: true,
    hint: 'none',
    readings: 0,
    turn: 0,
    verdict: { is: job === null ? 'running' : 'start', rule: 'begin' },
  };
}
