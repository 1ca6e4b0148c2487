import { begin, step } from '../chart/step.ts';
import { checkInput, isOver } from '../data/check.ts';
import type {
  Baseline,
  CallEffect,
  Effect,
  Fault,
  Job,
  MemberContext,
  MemberId,
  MemberInput,
  MemberRecord,
  Problem,
  Reading,
  StampedReading,
  Step,
  StepEvent,
} from '../data/types.ts';
import type { MemberView } from '../memory/worded-view.ts';
import { problem, refusedBy } from '../mx/answers.ts';
import { isLater } from '../mx/readings.ts';
import { withCodeOf } from '../rules/baseline.ts';
import { IGNORED_FOR } from '../rules/echoes.ts';
import { explain } from '../rules/explain.ts';
import { SECOND_LOOK } from '../rules/findings.ts';
import { type GivenAnswers, HostError, type NextOptions, type StartOptions } from './contract.ts';
import { requireMember } from './ids.ts';
import { type InputDefaults, NEXT_WAIT } from './options.ts';

/**
 * The manners of a host. They are pure: a host adds storage, time and calls. Its duties, in this order, for each event:
 *
 * 1. Make the step: {@link startOn} and {@link answerOn} for a user, `step` for a result, `recover` for a record that was
 *    found. The events of one member go one after the other.
 * 2. Commit the record before anybody sees it. It may be committed later if it is not {@link isWorthKeeping}.
 * 3. Make the call of the step. A call that {@link mustCommitFirst} waits until the record is committed. If the record cannot be
 *    committed the call is not made, and {@link eventOfUnsent} is the next event.
 * 4. Report the result as the next event. Drop what `cancelCall` and `cancelWait` name.
 *
 * Where calls are limited, members with {@link isUserWaiting} go first.
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
 * Checks the input of a member, and adds the host's defaults.
 *
 * @throws {HostError} `invalid` with a message that names the first wrong field.
 */
export function completeInput(
  input: MemberInput,
  { pacing, deadlines, unsafePacing }: InputDefaults,
): MemberInput {
  const checked = orInvalid(() => {
    const given = Object(input) as MemberInput;
    return checkInput({
      ...given,
      pacing: { ...pacing, ...given.pacing },
      deadlines: { ...deadlines, ...given.deadlines },
      ...(unsafePacing && { unsafePacing }),
    });
  });
  requireMember(checked.member);
  return checked;
}

/** Whether a lifecycle has begun with this input, but without its job, because MX's own job had failed: {@link readBeforeStart}. */
const isOfFailedOwnJob = ({ context }: MemberRecord, { baseline }: MemberInput): boolean =>
  context.job === null &&
  baseline?.connectionStatus !== undefined &&
  baseline.connectionStatus === context.baseline?.connectionStatus &&
  baseline.aggregatedAt === context.baseline.aggregatedAt;

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
    if (kept.context.job === input.job || isOfFailedOwnJob(kept, input)) return { shows: kept };
    throw new HostError(
      'busy',
      'Another job of this member is running. Start this one when it has ended.',
    );
  }
  if (kept && kept.context.revision !== after) return { shows: kept };
  return orInvalid(() => begin({ ...input, ...(kept && { after: kept }) }));
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
    const { record } = begin(input);
    const { context } = record;
    const counts = {
      revision: isCount(revision) ? revision + context.revision : Math.round(now),
      prompt: isCount(prompt) ? prompt : context.prompt,
      turn: context.turn + (isCount(turn) ? turn : 0),
    };
    return { ...record, context: { ...context, ...counts } };
  });
}

/**
 * Which job a reading shows as failed, in a way that a person or the bank must resolve: the one that MX has begun by itself since the
 * baseline, or the one before.
 */
function failedJob(
  job: Job | null,
  baseline: Baseline,
  reading: Reading,
): 'since' | 'before' | null {
  const { isBeingAggregated, connectionStatus, aggregatedAt } = reading;
  if (isBeingAggregated === true) return null;
  // A replica that lags behind shows the member as it was before the baseline.
  if (isLater(baseline.aggregatedAt, aggregatedAt)) return 'before';
  const failure = explain(reading, { job, baseline });
  if (!failure || failure.nextStep === 'tryLater') return null;
  const isSince =
    connectionStatus !== baseline.connectionStatus || isLater(aggregatedAt, baseline.aggregatedAt);
  return isSince ? 'since' : 'before';
}

/**
 * The job to start, when MX has begun a job by itself and ours comes after it. `null` if that job has ended with a failure that
 * a person or the bank must resolve: our start would be one more login that fails.
 *
 * @param baseline The member's state when MX began its job, or before.
 */
export const jobAfterOther = (job: Job | null, baseline: Baseline, reading: Reading): Job | null =>
  failedJob(job, baseline, reading) === 'since' ? null : job;

/**
 * Whether a host reads the member before a start. A `baseline` without a status says that nothing is known and that nothing is to
 * be read.
 */
export const isReadFirst = ({ job, baseline }: MemberInput): boolean =>
  job !== null && (baseline === undefined || baseline.connectionStatus !== undefined);

/**
 * Whether a reading replaces the caller's baseline: what has happened before it is not our start's. An aggregation of MX's own counts
 * as the job `aggregate`. While the user may be at the bank's page, the reading can show their return already.
 */
const isBaseline = ({ job, oauth }: MemberInput, baseline: Baseline, reading: Reading): boolean =>
  job !== 'aggregate' && !oauth && !isLater(baseline.aggregatedAt, reading.aggregatedAt);

/** The input of a start, after the member was read. @param reading `null` without a reply in time. */
function inputAfterReading(input: MemberInput, reading: StampedReading | null): MemberInput {
  const { job, baseline } = input;
  if (reading === null) return input;
  if (!baseline) return { ...input, baseline: reading };
  if (jobAfterOther(job, baseline, reading) === null) return { ...input, job: null };
  return isBaseline(input, baseline, reading)
    ? { ...input, baseline: withCodeOf(reading, baseline) }
    : input;
}

/** A start, after the member was read. */
export interface ReadStart {
  /** The input to begin with. */
  readonly input: MemberInput;
  /**
   * The start is not sent, because the reading shows a job of another type at work. MX would refuse it (409), or the reading comes
   * from a replica that is late, and that job may have failed by now. @default the start is sent
   */
  readonly refusal?: Fault;
}

/** MX joins a start of `aggregate` to the job that runs. */
const refusalBy = ({ job }: MemberInput, { isBeingAggregated, at }: StampedReading) =>
  job !== null && job !== 'aggregate' && isBeingAggregated === true
    ? { refusal: { code: 'conflict', at } as const }
    : {};

/** The event of a start that is not sent: {@link ReadStart}. */
export const eventOfRefused = ({ type: call, turn }: CallEffect, fault: Fault): StepEvent => ({
  type: 'error',
  call,
  turn,
  fault,
});

/**
 * Reads the member before a start. After a crash the reading shows whether the start has arrived, so that it is not sent again. It
 * becomes the baseline, so that nothing that happened before is taken for the job of the start. With a baseline of the caller it
 * also shows whether MX's own job has failed since.
 *
 * After new credentials a replica can still show the failure for which they were entered, and nothing of the job that MX has begun
 * with them. So the member is read again, for as long as a replica may lag behind.
 *
 * @param input The input of a start that {@link isReadFirst}.
 * @param read Reads once. `null` without a reply in time: the lifecycle then begins as it would otherwise.
 * @param sleep Waits, in ms.
 */
export async function readBeforeStart(
  input: MemberInput,
  read: () => Promise<StampedReading | null>,
  sleep: (ms: number) => Promise<void>,
): Promise<ReadStart> {
  const { job, oauth, baseline } = input;
  const mayBeOld = (reading: StampedReading | null) =>
    reading && baseline && !oauth && failedJob(job, baseline, reading) === 'before';
  let reading = await read();
  for (let waited = 0; waited < IGNORED_FOR && mayBeOld(reading); waited += SECOND_LOOK) {
    await sleep(SECOND_LOOK);
    reading = await read();
  }
  const whole = inputAfterReading(input, reading);
  return { input: whole, ...(reading && refusalBy(whole, reading)) };
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
export const eventOfUnsent = (call: CallEffect, at: number): StepEvent =>
  eventOfRefused(call, { code: 'notSent', at: Math.round(at) });

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
