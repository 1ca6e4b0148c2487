import { isOver } from '../../../packages/machine/src/data/check.ts';
import type { Effect, StepEvent, Verdict } from '../../../packages/machine/src/data/types.ts';
import { statusOf } from '../../../packages/machine/src/mx/statuses.ts';
import { asks, type Bank, type Sent } from '../../../packages/simulator/src/model/model.ts';
import type { Configuration } from './configuration.ts';
import { areOpen, isChallenged, type World } from './world.ts';

/** What must never happen: the safety of a step, compared with the bank's true state at the time of MX's reading. */

/** How long a finding of one poll may be confirmed after a limit has passed, in ticks. */
const GRACE = 5;

/** Without the flag, a job that works for this long looks as if it had ended, in ms. */
const FLAGLESS = 60_000;

/** In ticks. The machine's own limits are half a tick longer, and five of those halves are more than two ticks. */
const totalLimit = ({ busy, needsUser, unreachable }: Configuration['deadlines']): number =>
  2 * (busy + needsUser) + unreachable + 2;

/** I1: connected only if the bank connected, and fresh only if a job has brought data. */
function violationOfConnected(
  { bank, now, record }: World,
  fresh: boolean,
  config: Configuration,
): string | undefined {
  const { job, ours, other, isThrottled, hadLateStart } = bank;
  const isWell = [ours, other].some((one) => typeof one === 'object' && one.reason === null);
  if (job === 'ours') {
    if (config.flag || fresh) return 'I1 connected while our job is at work';
    return now - bank.beganAt < FLAGLESS
      ? 'I1 connected while our job of under 60 s is at work'
      : undefined;
  }
  if (fresh && !isWell) return 'I1 fresh without a job that ended well';
  if (fresh && ours === 'none' && !hadLateStart) return 'I1 fresh by the job of another';
  if (fresh) return undefined;
  // If no reply and no reading confirms a start, the job cannot be said to be ours.
  const isKnown = record.context.pendingStart === 'none';
  if (typeof ours === 'object' && ours.reason !== null && config.flag && !isWell)
    return 'I1 connected after our job failed';
  if (
    typeof ours === 'object' &&
    ours.reason === null &&
    // After the end of another job, the success can be of that one.
    typeof other !== 'object' &&
    isKnown &&
    config.hasBaseline &&
    config.stamps &&
    config.flag
  )
    return 'I1 not fresh although our job has ended well';
  return isWell || isThrottled || !config.flag ? undefined : 'I1 connected before our job began';
}

/** I2: failed only if the bank failed, or a limit has passed. */
function violationOfFailed(
  { bank, ticks }: World,
  verdict: Extract<Verdict, { type: 'failed' }>,
  config: Configuration,
): string | undefined {
  const { reason, rule } = verdict;
  const { deadlines } = config;
  if (rule === 'limit') {
    const isOut = ticks.outage > deadlines.unreachable;
    const isOver = ticks.total > totalLimit(deadlines);
    // After polls that MX has answered, an outage ends with what MX shows, or with `tookTooLong`.
    const isPassed =
      reason === 'unreachable'
        ? isOut
        : isOver || isOut || ticks.phase > deadlines[reason === 'abandoned' ? 'needsUser' : 'busy'];
    return isPassed ? undefined : `I2 ${reason} before its limit`;
  }
  if (reason === 'notFound')
    return bank.isGone ? undefined : 'I2 a member that is there is not found';
  const isTrue = [bank.ours, bank.other].some(
    (one) => typeof one === 'object' && one.reason === reason,
  );
  // MX has accepted the start and runs no job: the earlier error stands.
  if (bank.isThrottled && reason === statusOf(config.before.status)?.reason) return undefined;
  return isTrue ? undefined : `I2 failed ${reason} against the truth`;
}

/** MX refuses a start, so the lifecycle ends. */
const isRefused = (event: StepEvent): boolean =>
  event.type === 'error' && event.call === 'startJob' && event.fault.code === 'badRequest';

/** I3: answers are sent once for each time that the user gave them, all together, and after MX was polled. */
function violationOfSubmit(
  before: World,
  event: StepEvent,
  effects: readonly Effect[],
): string | undefined {
  const sent = effects.find(({ type }) => type === 'submitAnswers');
  if (sent === undefined || sent.type !== 'submitAnswers') return undefined;
  const { record, isPolled } = before;
  if (event.type !== 'challenge.answer' || !isChallenged(record))
    return 'I3 answers that nobody gave';
  if (event === before.last) return 'I3 answers are sent twice';
  if (!isPolled) return 'I3 answers are sent before MX was polled';
  return sent.answers.length === record.context.challenges.length
    ? undefined
    : 'I3 only some answers are sent';
}

/**
 * I9, I10: an open question stays with the user, and the user is not asked again for an answer that MX has
 * accepted.
 */
function violationOfQuestions(
  before: World,
  next: World,
  event: StepEvent,
  effects: readonly Effect[],
): string | undefined {
  const { bank, record } = next;
  const isOpenAtMx = asks(bank);
  const wasAsked = isChallenged(before.record) && areOpen(before.record, bank.face.questions);
  if (event.type === 'done' && isOpenAtMx && wasAsked && !isChallenged(record) && !isOver(record))
    return 'I9 a question that stands is taken from the user';
  const isAskedNow = effects.some(({ type }) => type === 'challenged');
  const isTaken = bank.taken.length > 0 && areOpen(record, bank.taken);
  if (isAskedNow && isTaken && !(isOpenAtMx && areOpen(record, bank.face.questions)))
    return 'I10 the user is asked for what MX has taken';
  return undefined;
}

/** Counters only grow, and limits end the lifecycle. */
function violationOfProgress(
  before: World,
  next: World,
  event: StepEvent,
  { deadlines }: Configuration,
): string | undefined {
  const [was, is] = [before.record.context, next.record.context];
  if (is.prompt < was.prompt || is.round < was.round || is.revision < was.revision)
    return 'a count shrinks';
  if (isOver(next.record) || !('turn' in event) || event.type === 'elapsed') return undefined;
  if (next.ticks.total > totalLimit(deadlines) + GRACE)
    return 'I2 the total limit has passed and it goes on';
  if (event.type === 'error' && next.ticks.outage > deadlines.unreachable + 1)
    return 'I2 the limit of an outage has passed and it goes on';
  return undefined;
}

/** The violation of a step, if there is one. */
export function violationOfStep(
  before: World,
  next: World,
  event: StepEvent,
  effects: readonly Effect[],
  config: Configuration,
): string | undefined {
  const { verdict } = next.record.context;
  const ended =
    next.record.state === 'connected'
      ? violationOfConnected(next, verdict.type === 'connected' && verdict.fresh, config)
      : next.record.state === 'failed' && verdict.type === 'failed'
        ? isRefused(event)
          ? undefined
          : violationOfFailed(next, verdict, config)
        : undefined;
  return (
    (ended && `${ended} (${verdict.rule})`) ??
    violationOfSubmit(before, event, effects) ??
    violationOfQuestions(before, next, event, effects) ??
    violationOfProgress(before, next, event, config)
  );
}

/**
 * I7: a start is a login at the bank, so it is not repeated while our job runs or after it has ended. Without time stamps, nothing
 * shows that a job has ended. I11: nor is it made after the job that MX has begun for an act was refused.
 */
export function violationOfArrival(
  { job, ours, other, hadLateStart }: Bank,
  { call }: Sent,
  { isAct, stamps }: Configuration,
): string | undefined {
  if (call !== 'startJob') return undefined;
  if (isAct && typeof other === 'object' && other.reason !== null)
    return "I11 a start after MX's own job was refused";
  if (ours === 'none' || hadLateStart || !stamps) return undefined;
  if (job === 'ours') return 'I7 our job is started again while it runs';
  return job === 'none' ? 'I7 our job is started again after it has ended' : undefined;
}
