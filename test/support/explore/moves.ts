import { stepUnchecked } from '../../../packages/machine/src/chart/step.ts';
import type { FaultCode, StepEvent } from '../../../packages/machine/src/data/types.ts';
import {
  type Face,
  lateChanges,
  possibleChanges,
  possibleOutcomes,
  type Sent,
} from '../../../packages/simulator/src/model/model.ts';
import { readingOf, type Shown } from '../faces.ts';
import { BUDGET_OF, type Budget, type Configuration, LAG, QUEUE, TICK } from './configuration.ts';
import { violationOfArrival, violationOfStep } from './safety.ts';
import {
  type AnswerEvent,
  after,
  counted,
  isChallenged,
  metAgain,
  metNot,
  needsAnswers,
  recovered,
  setBack,
  type World,
} from './world.ts';

/** The kind of an edge, for the search for cycles. */
export const KINDS = [
  'elapsed', // a wait has passed
  'again', // a wait of 0 ms has passed
  'read', // a current reply to a poll
  'taken', // MX carried out the request
  'answered', // MX did not, and said why
  'refused', // MX refused the form of answers
  'lag', // an old reply to a poll
  'fault',
  'crash',
  'hint',
  'user',
  'repeat',
  'bank', // what a bank finally does
  'event', // what it may do
  'late',
  'tick',
] as const;
export type Kind = (typeof KINDS)[number];

/** What can happen in a world, before it is known whether enough is left for it, and what the machine does. */
interface Happening {
  readonly kind: Kind;
  /** What bank or network do, where the event does not say it. */
  readonly label?: string | undefined;
  /** The event that the machine is given, if there is one. */
  readonly event?: StepEvent | { readonly type: 'recover' };
  readonly change?: Partial<Omit<World, 'record' | 'left'>>;
  /** The budgets from which it takes. */
  readonly takes?: readonly (Budget | undefined)[];
  readonly violation?: string | undefined;
}

/** One edge of the search. */
export interface Move extends Pick<Happening, 'kind' | 'label' | 'event' | 'violation'> {
  readonly next: World;
}

/** Faults after which MX has certainly done nothing. */
const UNDONE: readonly FaultCode[] = ['rateLimited', 'signedOut', 'notSent'];

/** MX's reply to the open call, or its failure. */
function replyOf({ record, call, now }: World, answer: Face | FaultCode, shown: Shown): StepEvent {
  const own = { turn: record.context.turn, call: (call as Sent).call };
  if (typeof answer !== 'string')
    return { type: 'done', ...own, reading: { ...readingOf(answer, shown), at: now } };
  const retryAfter = answer === 'rateLimited' && { retryAfter: 10_000 };
  return { type: 'error', ...own, fault: { code: answer, at: now, ...retryAfter } };
}

/** A poll arrives. */
function* polled(world: World, config: Configuration): Generator<Happening> {
  const { bank, now } = world;
  // The queue did not become longer.
  if (bank.queuedAt !== null && now - bank.queuedAt >= QUEUE) return;
  const lagsSince = world.lagsSince ?? now;
  const missingSince = world.missingSince ?? now;
  const met = metAgain(world);
  const isNewJob = bank.before.started !== bank.face.started;
  const maxLag = isNewJob ? config.startLag : LAG;
  const current = { lagsSince: null, missingSince: null, met: metNot(world) };
  for (const { belief, reply } of possibleOutcomes(bank, { call: 'readStatus' }, now)) {
    const shown = { label: `poll: ${belief}`, event: replyOf(world, reply, config) };
    if (belief === 'replica') {
      const change = { lagsSince, missingSince: null, met };
      if (now - lagsSince < maxLag && met.times <= config.meetings)
        yield { kind: 'lag', ...shown, change, takes: ['lag'] };
    } else if (belief === 'notThereYet') {
      // A replica that knows the member answers in between, so each of the two series counts alone.
      if (now - missingSince < LAG)
        yield { kind: 'lag', ...shown, change: { missingSince }, takes: ['missing'] };
    } else yield { kind: 'read', ...shown, change: current };
  }
  // An MX whose first minute of polls has no flag looks like one that never sends it.
  if (world.record.context.flagSeen) {
    const event = replyOf(world, bank.face, { ...config, flag: false });
    const label = 'poll: without the flag';
    yield { kind: 'lag', label, event, change: current, takes: ['unflagged'] };
  }
}

/** A start or answers arrive, and their reply is lost or not. */
function* commanded(world: World, sent: Sent, config: Configuration): Generator<Happening> {
  const { bank, now, late } = world;
  const violation = violationOfArrival(bank, sent, config);
  for (const { belief, isTaken, bank: next, reply } of possibleOutcomes(bank, sent, now)) {
    const budget = BUDGET_OF[belief];
    const kind = isTaken ? 'taken' : budget === 'refusal' ? 'refused' : 'answered';
    const label = `${sent.call}: ${belief}`;
    const done = { change: { bank: next }, violation };
    yield { kind, label, event: replyOf(world, reply, config), ...done, takes: [budget] };
    const lost = { label: `${label}, reply lost`, ...done };
    for (const code of config.faults.filter((one) => !UNDONE.includes(one)))
      yield {
        kind: 'fault',
        ...lost,
        event: replyOf(world, code, config),
        takes: [budget, 'fault'],
      };
    yield { ...CRASH, ...lost, takes: [budget, 'crash'] };
  }
  if (late) return;
  const later = { label: `${sent.call} is late`, change: { late: sent } };
  const event = replyOf(world, 'unreachable', config);
  yield { kind: 'fault', ...later, event, takes: ['fault', 'late'] };
  yield { ...CRASH, ...later, takes: ['late', 'crash'] };
}

/** The process dies, and another one continues from the record. */
const CRASH = { kind: 'crash', event: { type: 'recover' } } as const;

/** What happens to the machine's call or wait. */
function* ofCall(world: World, config: Configuration): Generator<Happening> {
  const { record, call, now, wait } = world;
  const { lastStampAt, turn } = record.context;
  if (call === null) {
    const kind = wait > 0 ? 'elapsed' : 'again';
    yield { kind, event: { type: 'elapsed', turn }, change: { now: now + wait } };
    return;
  }
  yield* call.call === 'readStatus' ? polled(world, config) : commanded(world, call, config);
  const label = `${call.call} does not arrive`;
  for (const code of config.faults)
    yield { kind: 'fault', label, event: replyOf(world, code, config), takes: ['fault'] };
  // A gap between two stamps counts as one minute at most.
  if (lastStampAt === null || now - lastStampAt >= TICK) return;
  yield { kind: 'tick', label: 'a minute passes', change: { now: now + TICK }, takes: ['tick'] };
  const hours = { label: 'hours pass', change: { now: now + 100 * TICK } };
  yield { kind: 'tick', ...hours, takes: ['tick', 'absence'] };
}

/** What happens to process and network at any moment. */
function* ofProcess(world: World): Generator<Happening> {
  const { bank, call, late, now } = world;
  const label = 'the clock is set back by an hour';
  yield { kind: 'event', label, change: setBack(world), takes: ['clock'] };
  yield { ...CRASH, label: call ? `${call.call} is not sent` : 'in a wait', takes: ['crash'] };
  yield { kind: 'hint', event: { type: 'status.changed' }, takes: ['hint'] };
  if (!late) return;
  for (const { bank: next, belief } of lateChanges(bank, late, now)) {
    const arrives = `${late.call} arrives late: ${belief}`;
    const change = { bank: next, late: null };
    yield { kind: 'late', label: arrives, change, takes: [BUDGET_OF[belief]] };
  }
}

/** What the user does, and an answer that was on its way when the process died. */
function* ofUser({ record, isPolled, last }: World): Generator<Happening> {
  const { prompt, challenges } = record.context;
  if (isChallenged(record)) {
    const answer = (value: string, count = challenges.length): AnswerEvent => ({
      type: 'challenge.answer',
      prompt,
      answers: challenges.slice(0, count).map(({ guid }) => ({ guid, value })),
    });
    const kind = isPolled && needsAnswers(record) ? 'user' : 'repeat';
    yield { kind, event: answer('right') };
    yield { kind, event: answer('wrong'), takes: ['wrong'] };
    if (challenges.length > 1)
      yield { kind: 'repeat', event: answer('right', 1), takes: ['partial'] };
  }
  if (last) yield { kind: 'repeat', event: last, takes: ['repeat'] };
}

/** What the bank does by itself. */
function* ofBank({ bank, now }: World, config: Configuration): Generator<Happening> {
  for (const { bank: next, belief } of possibleChanges(bank, config, now)) {
    // A queued start has taken from its budget, and its job begins for certain.
    const budget = belief === 'queued' ? undefined : BUDGET_OF[belief];
    const label = `bank, ${bank.job} job: ${belief}, ${next.face.status}`;
    const kind = budget === undefined ? 'bank' : 'event';
    yield { kind, label, change: { bank: next }, takes: [budget] };
  }
}

/** What is left after a happening. `null`: not enough was left. */
function spend(left: World['left'], takes: Happening['takes'] = []): World['left'] | null {
  let rest = left;
  for (const budget of takes) {
    if (budget === undefined) continue;
    if (rest[budget] === 0) return null;
    rest = { ...rest, [budget]: rest[budget] - 1 };
  }
  return rest;
}

/** The move of a happening. None if not enough is left for it, or if it is a hint that changes nothing. */
function* moved(world: World, happening: Happening, config: Configuration): Generator<Move> {
  const { kind, label, event, change, takes, violation } = happening;
  const left = spend(world.left, takes);
  if (!left) return;
  const changed = { ...world, ...change, left };
  if (event === undefined) yield { kind, label, next: changed };
  else if (event.type === 'recover')
    yield { kind, label, event, violation, next: recovered(changed) };
  else {
    const { record, effects } = stepUnchecked(world.record, event);
    const isPolled = changed.isPolled || event.type === 'done';
    const next = counted(world, after({ ...changed, isPolled }, record, effects), event, effects);
    const wrong = violation ?? violationOfStep(world, next, event, effects, config);
    const isIgnored = record === world.record && effects.length === 0 && wrong === undefined;
    if (kind !== 'hint' || !isIgnored) yield { kind, label, event, violation: wrong, next };
  }
}

/** Everything that can happen in a world. The order depends only on its canonical form. */
export function movesOf(world: World, config: Configuration): Move[] {
  const all = [ofCall(world, config), ofProcess(world), ofUser(world), ofBank(world, config)];
  return all.flatMap((some) => [...some]).flatMap((one) => [...moved(world, one, config)]);
}
