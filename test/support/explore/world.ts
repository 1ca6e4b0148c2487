import { begin } from '../../../packages/machine/src/chart/step.ts';
import { isOver } from '../../../packages/machine/src/data/check.ts';
import {
  type Act,
  type CallEffect,
  type Effect,
  type FaultCode,
  isCall,
  type MemberEvent,
  type MemberRecord,
  type StepEvent,
} from '../../../packages/machine/src/data/types.ts';
import { onRecovery } from '../../../packages/machine/src/memory/memory.ts';
import { resumableRecord } from '../../../packages/machine/src/memory/resumable.ts';
import {
  asks,
  type Bank,
  type Face,
  idleBank,
  possibleChanges,
  type Sent,
  withOwnJob,
} from '../../../packages/simulator/src/model/model.ts';
import { guidOf, labelOf, numberOf, readingOf } from '../faces.ts';
import { type Budget, type Configuration, TICK } from './configuration.ts';

/** A state of the search: the machine's record, the bank, and everything between them. */
export interface World {
  readonly record: MemberRecord;
  readonly bank: Bank;
  /** In ms. */
  readonly now: number;
  /** The open call; `null` in a wait. */
  readonly call: Sent | null;
  /** The length of the current wait, in ms. */
  readonly wait: number;
  /** When the first old reply of the current series came; `null` if the last reply was current. */
  readonly lagsSince: number | null;
  /** The same for replies that say that the member does not exist. */
  readonly missingSince: number | null;
  /**
   * How often a past question was shown, counted each time that something else was shown in between, and whether
   * the last reading showed it.
   */
  readonly met: { readonly face: Face; readonly times: number; readonly isLast: boolean };
  /** A request whose caller gave up. */
  readonly late: Sent | null;
  /** The user's last answers, which can be delivered again. */
  readonly last: Extract<MemberEvent, { type: 'challenge.answer' }> | null;
  /** MX has been polled since the last crash. */
  readonly isPolled: boolean;
  /** MX has replied to the last call. A call with answers counts, because it may have arrived. */
  readonly isAnswered: boolean;
  /**
   * Whole ticks since the phase or question began, since a call succeeded, and since MX accepted a start or an
   * answer.
   */
  readonly ticks: { readonly phase: number; readonly outage: number; readonly total: number };
  readonly left: Readonly<Record<Budget, number>>;
}

export type AnswerEvent = NonNullable<World['last']>;

const MEMBER = { userGuid: 'USR-1', memberGuid: 'MBR-3262' };

/**
 * The input of all lifecycles of a search. It has no jitter, and a back-off that does not grow: both only change
 * the length of waits.
 */
export function inputOf(config: Configuration) {
  const { input, before, hasBaseline, deadlines, pace } = config;
  const { challenges: _, ...baseline } = readingOf(
    { ...before, runs: false, questions: [] },
    config,
  );
  const act: Act = { type: 'credentials', before: baseline, reply: null, at: 0 };
  return {
    ...input,
    member: MEMBER,
    ...((config.isAct || input.job === null || input.oauth) && hasBaseline && { act }),
    pacing: {
      first: pace,
      spread: 0,
      busy: pace,
      busyMost: pace,
      needsUser: 20_000,
      needsUserMost: 20_000,
      failedMost: pace,
    },
    // Half a tick later, because waits have a length too.
    deadlines: {
      busy: (deadlines.busy + 0.5) * TICK,
      needsUser: (deadlines.needsUser + 0.5) * TICK,
      unreachable: (deadlines.unreachable + 0.5) * TICK,
      catchUp: config.catchUp,
    },
  };
}

/** The request that a call sends. */
function sentOf(effect: CallEffect): Sent {
  if (effect.type !== 'submitAnswers') return { call: effect.type };
  return {
    call: 'submitAnswers',
    questions: effect.answers.map(({ guid }) => numberOf(guid)),
    isRight: effect.answers.every(({ value }) => value === 'right'),
  };
}

const wholeTicks = (ms: number): number => Math.floor(ms / TICK) * TICK;

/** A record in which only whole ticks count, with the same seed for jitter everywhere. */
function settled(record: MemberRecord): MemberRecord {
  const { observed } = record.context;
  return {
    ...record,
    context: {
      ...record.context,
      observed: {
        phase: wholeTicks(observed.phase),
        outage: wholeTicks(observed.outage),
        total: wholeTicks(observed.total),
      },
    },
  };
}

/** The world after a step of the machine, with the call or wait that it asked for. */
export function after(world: World, record: MemberRecord, effects: readonly Effect[]): World {
  const asked = effects.find((effect) => isCall(effect) || effect.type === 'wait');
  const next = { ...world, record: record === world.record ? record : settled(record) };
  if (isOver(record)) return { ...next, call: null, wait: 0 };
  if (asked === undefined) return next;
  return asked.type === 'wait'
    ? { ...next, call: null, wait: asked.ms }
    : { ...next, call: isCall(asked) ? sentOf(asked) : null, wait: 0 };
}

/** The world after a crash: another process continues from the record, and polls first. */
export function recovered(world: World): World {
  const { state, context } = world.record;
  const rested = resumableRecord(state, context);
  const record = settled({ ...rested, context: onRecovery(rested.context) });
  return { ...world, record, call: { call: 'readStatus' }, wait: 0, isPolled: false };
}

/** How often the past question was shown. */
export const timesMet = ({ bank, met }: World): number =>
  met.face === bank.before && bank.before.questions.length > 0 ? met.times : 0;

/** The past question is shown once more. */
export function metAgain(world: World): World['met'] {
  const times = timesMet(world);
  const isSame = times > 0 && world.met.isLast;
  return { face: world.bank.before, times: isSame ? times : times + 1, isLast: true };
}

/** Something else is shown. */
export const metNot = ({ met }: World): World['met'] =>
  met.isLast ? { ...met, isLast: false } : met;

const HOUR = 3_600_000;
const earlier = (since: number | null): number | null => (since === null ? null : since - HOUR);

/** The clock is set back: for bank and network no time has passed, but remembered times are in the future. */
export const setBack = ({ now, bank, lagsSince, missingSince }: World): Partial<World> => ({
  now: now - HOUR,
  bank: { ...bank, beganAt: bank.beganAt - HOUR, queuedAt: earlier(bank.queuedAt) },
  lagsSince: earlier(lagsSince),
  missingSince: earlier(missingSince),
});

/** Whether a minute has passed since the last stamp. */
const hasTick = ({ record, now }: World): boolean =>
  now - (record.context.lastStampAt ?? now) >= TICK;

/** Faults that are a reply of MX. */
const REPLIES: readonly FaultCode[] = ['conflict', 'badRequest', 'notAllowed'];

/** An independent count of time, and the answers that can be delivered again. */
export function counted(
  before: World,
  next: World,
  event: StepEvent,
  effects: readonly Effect[],
): World {
  const [was, is] = [before.record.context, next.record.context];
  const isNewPhase = is.phase !== was.phase || is.round !== was.round;
  const isDone = event.type === 'done';
  const isReplied = isDone || (event.type === 'error' && REPLIES.includes(event.fault.code));
  const isTaken = isDone && event.call !== 'readStatus';
  const isSent = effects.some(({ type }) => type === 'submitAnswers');
  // A gap between two stamps counts as one tick at most, and for the phase only between two calls that MX answered.
  const gap = hasTick(before) && (isReplied || event.type === 'error') ? 1 : 0;
  const { phase, outage, total } = before.ticks;
  const isOfPhase = isReplied && before.isAnswered;
  const isLost = event.type === 'error' && event.call === 'submitAnswers';
  return {
    ...next,
    ...(isSent && before.left.repeat > 0 && event.type === 'challenge.answer' && { last: event }),
    isAnswered: isReplied || isLost || (event.type !== 'error' && before.isAnswered),
    ticks: {
      phase: isNewPhase || isTaken ? 0 : phase + (isOfPhase ? gap : 0),
      outage:
        isReplied && is.pendingStart !== 'due' && is.pendingStart !== 'unsure' ? 0 : outage + gap,
      total: isTaken ? 0 : total + gap,
    },
  };
}

export const isChallenged = ({ state }: MemberRecord): boolean => state.startsWith('challenged');

/** The user can answer: MX has been polled since the last crash, and no finding waits for a second poll. */
export const needsAnswers = (record: MemberRecord): boolean =>
  isChallenged(record) && record.context.awaiting !== 'recovery';

/** The user sees the bank's question. */
export const isAsked = ({ record, bank }: World): boolean =>
  needsAnswers(record) &&
  asks(bank) &&
  areOpen(record, bank.face.questions) &&
  record.context.challenges.every(({ label }) => label === labelOf(bank.face));

/** Whether these are the machine's open questions. */
export const areOpen = ({ context }: MemberRecord, questions: readonly number[]): boolean =>
  context.challenges.length === questions.length &&
  context.challenges.every(({ guid }) => questions.some((question) => guidOf(question) === guid));

/** The bank at the beginning. A job of MX's own is ours if it is the job that was asked for. */
function bankOf(config: Configuration, before: Bank): Bank {
  const { job, oauth = false } = config.input;
  if (job === null || oauth) return withOwnJob(before, oauth);
  if (!config.isAct) return before;
  if (job === 'aggregate') return withOwnJob(before, false);
  const own = possibleChanges(before, config, 0).find(({ belief }) => belief === 'ownJob');
  return own?.bank ?? before;
}

/** The initial world. A job that already runs began at 0. */
export function initial(config: Configuration): World {
  const { record, effects } = begin(inputOf(config));
  const before = idleBank(config.before);
  const bank = bankOf(config, before);
  const world: World = {
    record,
    bank,
    now: 0,
    call: null,
    wait: 0,
    lagsSince: null,
    missingSince: null,
    met: { face: bank.before, times: 0, isLast: false },
    late: null,
    last: null,
    isPolled: true,
    isAnswered: true,
    ticks: { phase: 0, outage: 0, total: 0 },
    left: config.left,
  };
  return after(world, record, effects);
}
