import { begin, step } from '../chart/step.ts';
import { checkInput, isOver } from '../data/check.ts';
import type {
  Baseline,
  CallEffect,
  Effect,
  MemberContext,
  MemberId,
  MemberInput,
  MemberRecord,
  Problem,
  Step,
  StepEvent,
} from '../data/types.ts';
import type { MemberView } from '../memory/worded-view.ts';
import { problem, refusedBy } from '../mx/answers.ts';
import { isLater } from '../mx/readings.ts';
import { type GivenAnswers, HostError, type NextOptions, type StartOptions } from './contract.ts';
import { requireMember } from './ids.ts';
import { type InputDefaults, NEXT_WAIT } from './options.ts';

/**
 * The manners of a host. They are pure: a host adds storage, time and calls. "What a host must do" in the specification has its duties.
 * The decisions in them are here: {@link startOn} and {@link answerOn} make the step of a user, {@link isWorthKeeping} says which
 * record may be committed later, {@link mustCommitFirst} which call waits for the commit, and {@link eventOfUnsent} what happens if there
 * is none. Where calls are limited, members with {@link isUserWaiting} go first.
 */

/** Converts any error to a {@link HostError} `invalid`. Only the message of a `TypeError` is quoted. */
function orInvalid<Value>(make: () => Value): Value {
  try {
    return make();
  } catch (thrown) {
    throw new HostError('invalid', thrown instanceof TypeError ? thrown.message : 'Invalid input.');
  }
}

/**
 * The input of a page or a program from before `act` existed, and of what they have stored: its `baseline` was the member's state
 * before a job. Nobody knows when that was. MX's own job is waited for, so that no login is made twice.
 */
export function withAct(given: MemberInput & { readonly baseline?: Baseline }): MemberInput {
  const { baseline, ...input } = Object(given) as typeof given;
  if (baseline === undefined || input.act !== undefined) return input;
  return { ...input, act: { type: 'elsewhere', before: baseline, reply: null, at: 0 } };
}

/**
 * Checks the input of a member, and adds the host's defaults. An act of a caller whose clock is ahead happened at `now`,
 * because the time of an act says which refused logins were before it.
 *
 * @param now In ms since 1970, by the host's clock.
 * @throws {HostError} `invalid` with a message that names the first wrong field.
 */
export function completeInput(
  input: MemberInput,
  { pacing, deadlines, unsafePacing }: InputDefaults,
  now: number,
): MemberInput {
  const checked = orInvalid(() => {
    const given = withAct(input);
    return checkInput({
      ...given,
      pacing: { ...pacing, ...given.pacing },
      deadlines: { ...deadlines, ...given.deadlines },
      ...(unsafePacing && { unsafePacing }),
    });
  });
  requireMember(checked.member);
  const { act } = checked;
  return act && act.at > now ? { ...checked, act: { ...act, at: now } } : checked;
}

/**
 * Starts a member, unless a lifecycle runs, or has ended and `after` does not name its outcome. Those are only shown,
 * so that a repeated request starts nothing.
 *
 * @param kept The record of the member. `null` if the host does not have one.
 * @param input The result of {@link completeInput}.
 * @param after The revision of the outcome after which the caller wants another lifecycle.
 * @returns The first step of a new lifecycle, or the record to show.
 * @throws {HostError} `busy` while another job runs, `invalid` for an invalid input.
 */
export function startOn(
  kept: MemberRecord | null,
  input: MemberInput,
  after?: number,
): Step | { readonly shows: MemberRecord } {
  if (kept && !isOver(kept)) {
    // Without a job, whatever runs is shown.
    if (input.job === null || kept.context.job === input.job) return { shows: kept };
    throw new HostError(
      'busy',
      'Another job of this member is running. Start this one when it has ended.',
    );
  }
  if (kept && kept.context.revision !== after) return { shows: kept };
  return orInvalid(() => begin({ ...input, ...(kept && { after: kept }) }));
}

/**
 * Whether a running lifecycle follows new credentials, and an input is about later ones: MX's reply to them shows a later job than the
 * lifecycle has seen. It must be cancelled before {@link startOn}, because it would show the end of the first login for both.
 */
export function isOvertaken({ context }: MemberRecord, { act }: MemberInput): boolean {
  const isLaterAct = act?.type === 'credentials' && context.act !== null && act.at > context.act.at;
  return isLaterAct && isLater(act.reply?.aggregatedAt, context.reading?.aggregatedAt);
}

/** Whether a value can be a counter of a record. Half of the range is left for growth. */
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < Number.MAX_SAFE_INTEGER / 2;

/**
 * A record for a member whose own record cannot be read, as after a crash between the record of a start and its sending.
 * `recover` it: MX is polled first. A job that runs or has a question is followed, and is never called `fresh`. Otherwise the job
 * is started.
 * @param old What the record is, as far as it is known: its counts go on, so that no revision is there twice.
 * @param input As {@link completeInput} returns it.
 * @param now In ms since 1970. Without a known revision, the first one is this number, which is later than any before.
 * @throws {HostError} `invalid` for a bad input.
 */
export function replacementOf(old: unknown, input: MemberInput, now: number): MemberRecord {
  const { revision, prompt, turn } = Object(Object(old).context) as Partial<MemberContext>;
  return orInvalid(() => {
    const { look: _, ...asked } = input;
    const { record } = begin(asked);
    const { context } = record;
    const counts = {
      revision: isCount(revision) ? revision + context.revision : Math.round(now),
      prompt: isCount(prompt) ? prompt : context.prompt,
      turn: context.turn + (isCount(turn) ? turn : 0),
    };
    // The start may have been sent.
    const pendingStart = context.pendingStart === 'due' ? 'unsure' : context.pendingStart;
    return { ...record, context: { ...context, ...counts, pendingStart } };
  });
}

/**
 * Answers a question of a member. Answers to an ended member are `superseded`.
 *
 * @returns The step, and what is wrong with the answers. Without problems they were accepted.
 * @throws {HostError} `invalid` for anything but a list of answers with a prompt. It does not quote answers.
 */
export function answerOn(
  record: MemberRecord,
  given: GivenAnswers,
): { readonly step: Step; readonly problems: readonly Problem[] } {
  const { answers, prompt } = Object(given) as GivenAnswers;
  const made = orInvalid(() => step(record, { type: 'challenge.answer', answers, prompt }));
  return {
    step: made,
    problems: isOver(record) ? [problem('superseded', null)] : refusedBy(made),
  };
}

/**
 * Whether the record must be committed before this effect is carried out. After a crash the record must say that a
 * start or answers may have been sent. Otherwise they would be sent twice.
 */
export const mustCommitFirst = (
  effect: Effect,
): effect is Extract<Effect, { readonly type: 'startJob' | 'submitAnswers' }> =>
  effect.type === 'startJob' || effect.type === 'submitAnswers';

/**
 * The event for a call that was not made, because the record could not be committed.
 *
 * @param at In ms since 1970.
 */
export const eventOfUnsent = ({ type: call, turn }: CallEffect, at: number): StepEvent => ({
  type: 'error',
  call,
  turn,
  fault: { code: 'notSent', at: Math.round(at) },
});

/** Whether the record after a step contains something that a poll after a crash would not show again. */
export function isWorthKeeping(
  { context: before }: MemberRecord,
  { context: after }: MemberRecord,
): boolean {
  return (
    before.revision !== after.revision ||
    before.pendingStart !== after.pendingStart ||
    before.lastSubmit !== after.lastSubmit ||
    before.finding?.rule !== after.finding?.rule ||
    before.evidence?.of !== after.evidence?.of ||
    before.flagSeen !== after.flagSeen ||
    before.baseline !== after.baseline ||
    before.answeredGuids !== after.answeredGuids
  );
}

/** Whether MX was not polled since a restart. An open question may then be answered already. */
export const isUnpolled = ({ context }: MemberRecord): boolean => context.awaiting === 'recovery';

/** Whether a user waits, because of a start, an answer, or a question that was not polled since a restart. */
export const isUserWaiting = ({ context: { awaiting, phase } }: MemberRecord): boolean =>
  awaiting === 'command' ||
  (awaiting === 'recovery' && (phase === 'challenged' || phase === 'authorizing'));

/** Whether two ids name the same member. */
export const isSameMember = (a: MemberId, b: MemberId): boolean =>
  a.userGuid === b.userGuid && a.memberGuid === b.memberGuid;

/**
 * What a client of a host sends for a start.
 *
 * @throws {HostError} `invalid` for an input with a record.
 */
export function startRequest(input: MemberInput, { after, replace }: StartOptions = {}) {
  const { member, after: record, ...rest } = Object(input) as MemberInput;
  if (record !== undefined)
    throw new HostError('invalid', 'The host itself keeps the record of the previous attempt.');
  return { member, body: { ...rest, after, replace } };
}

/**
 * Waits for another view of a host over a network. It asks in rounds of at most 25 s, because proxies end longer
 * requests.
 *
 * @param ask Asks once, and waits at the host for this many ms.
 * @param now A monotonic clock in ms.
 */
export async function nextInRounds(
  ask: (wait: number) => Promise<MemberView>,
  { revision, wait = NEXT_WAIT }: NextOptions,
  now: () => number,
): Promise<MemberView> {
  const until = now() + wait;
  for (;;) {
    const left = Math.max(0, Math.min(until - now(), NEXT_WAIT));
    const view = await ask(Math.ceil(left));
    if (view.revision !== revision || now() >= until) return view;
  }
}
