import type {
  Effect,
  MemberContext,
  MemberRecord,
  StampedReading,
  Step,
  StepEvent,
} from '../../../../packages/machine/src/index.ts';
import { MACHINE, type Machine } from '../machine.ts';

/**
 * Mistakes that somebody could make in a rule. Each wraps the machine: it changes the record or the event before a
 * step, or the record or the effects after it. `README.md` lists what finds each mistake.
 */
export interface Mutant {
  readonly name: string;
  readonly machine: Machine;
}

type Change = Partial<MemberContext>;

const withContext = (record: MemberRecord, change: Change): MemberRecord => ({
  ...record,
  context: { ...record.context, ...change },
});

/** What happened: a record, the event, and the result. */
interface Happened {
  readonly before: MemberContext;
  readonly event: StepEvent;
  readonly after: MemberContext;
}

const mutant = (name: string, machine: Partial<Machine>): Mutant => ({
  name,
  machine: { ...MACHINE, ...machine },
});

/** Changes the memory after a step. */
const remembers = (name: string, change: (happened: Happened) => Change | false): Mutant =>
  mutant(name, {
    step: (record, event) => {
      const step = MACHINE.step(record, event);
      const { context: before } = record;
      const changed = change({ before, event, after: step.record.context });
      return changed ? { ...step, record: withContext(step.record, changed) } : step;
    },
  });

/** Takes the step again from another memory, if the step led to something. */
const reconsiders = (name: string, change: (happened: Happened) => Change | false): Mutant =>
  mutant(name, {
    step: (record, event) => {
      const step = MACHINE.step(record, event);
      const { context: before } = record;
      const changed = change({ before, event, after: step.record.context });
      return changed ? MACHINE.step(withContext(record, changed), event) : step;
    },
  });

/** Changes the reading. */
const reads = (name: string, change: (reading: StampedReading) => StampedReading): Mutant =>
  mutant(name, {
    step: (record, event) =>
      MACHINE.step(
        record,
        event.type === 'done' && event.call === 'readStatus'
          ? { ...event, reading: change(event.reading) }
          : event,
      ),
  });

/** Changes the effects. */
const does = (
  name: string,
  change: (effects: readonly Effect[], happened: Omit<Happened, 'after'>) => readonly Effect[],
): Mutant =>
  mutant(name, {
    step: (record, event) => {
      const step: Step = MACHINE.step(record, event);
      return { ...step, effects: change(step.effects, { before: record.context, event }) };
    },
  });

/** When the reading or fault of an event arrived. */
const timeOf = (event: StepEvent): number =>
  event.type === 'done' ? event.reading.at : event.type === 'error' ? event.fault.at : 0;

/** Acts on a finding immediately, as if it had been found long ago. */
const believes = (name: string, rule: string): Mutant =>
  reconsiders(
    name,
    ({ event, after: { finding } }) =>
      finding?.rule === rule &&
      event.type !== 'elapsed' && {
        finding: { ...finding, from: finding.from - 600_000 },
        ...(event.type === 'done' && { reading: event.reading }),
      },
  );

const LONG_AGO = 60_000;

export const MUTANTS: readonly Mutant[] = [
  // The meaning of a poll.
  believes('one poll is enough for an error status', 'failedOnce'),
  believes('one poll is enough for CONNECTED without proof', 'connectedOnce'),
  believes('one poll is enough to ask again after a lost reply', 'questionOnce'),
  believes('one poll is enough for an answer from elsewhere', 'elsewhereOnce'),
  believes('one idle poll is enough to start again', 'idleOnce'),
  believes('one 404 is enough', 'notFoundOnce'),
  remembers(
    'three seconds without the flag are enough',
    ({ before, after: { finding } }) =>
      finding?.rule === 'flagAbsent' &&
      finding.from !== before.finding?.from && {
        finding: { ...finding, from: finding.from - 57_000 },
      },
  ),
  reconsiders(
    'older readings are trusted',
    ({ event, after }) =>
      after.verdict.rule === 'stale' && { ignoredSince: timeOf(event) - LONG_AGO },
  ),
  reconsiders(
    'the question that was just answered is asked again',
    ({ event, after }) =>
      after.verdict.rule === 'echo' && { ignoredSince: timeOf(event) - LONG_AGO },
  ),
  reads('a flag that is absent counts as false', (reading) => ({
    ...reading,
    isBeingAggregated: reading.isBeingAggregated ?? false,
  })),
  reads('a job at work is not seen', (reading) => ({ ...reading, isBeingAggregated: false })),
  reads('an error code is not looked at', ({ errorCode: _, ...reading }) => reading),
  reconsiders(
    'an outcome in place of the reply to a start is not confirmed',
    ({ before, after }) =>
      before.pendingStart !== 'none' &&
      after.verdict.rule === 'connectedOnce' && { pendingStart: 'none' },
  ),
  remembers(
    'every CONNECTED is fresh',
    ({ after: { verdict } }) =>
      verdict.type === 'connected' && { verdict: { ...verdict, fresh: true } },
  ),
  reconsiders(
    'the error of before OAuth is one of ours',
    ({ after }) => after.verdict.rule === 'oldError' && { oauth: false },
  ),
  // The memory.
  remembers(
    'a question that was answered without a reply is not past',
    ({ before, event, after }) =>
      event.type === 'done' &&
      event.call === 'readStatus' &&
      after.answeredGuids.length > before.answeredGuids.length && {
        answeredGuids: before.answeredGuids,
      },
  ),
  remembers(
    'a lost reply counts as not sent',
    ({ before, after }) =>
      after.lastSubmit === 'lost' && before.lastSubmit !== 'lost' && { lastSubmit: 'notSent' },
  ),
  remembers(
    'the prompt stays when the user is asked again',
    ({ before, after }) =>
      after.round === before.round && after.prompt > before.prompt && { prompt: before.prompt },
  ),
  remembers('the answered guids are not remembered', () => ({ answeredGuids: [] })),
  remembers(
    'a start that a poll has found stays due',
    ({ after }) => after.pendingStart === 'found' && { pendingStart: 'due' },
  ),
  remembers(
    'the reply of a start is not the baseline',
    ({ before, event }) =>
      event.type === 'done' && event.call === 'startJob' && { baseline: before.baseline },
  ),
  remembers(
    'old readings are ignored for ever',
    ({ event, after }) => after.verdict.rule === 'stale' && { ignoredSince: timeOf(event) },
  ),
  remembers(
    'an echo is ignored for ever',
    ({ event, after }) => after.verdict.rule === 'echo' && { ignoredSince: timeOf(event) },
  ),
  remembers('an outage has no limit', ({ after: { observed } }) => ({
    observed: { ...observed, outage: 0 },
  })),
  remembers(
    'time in which calls fail counts against the phase',
    ({ before, event, after: { observed } }) =>
      event.type === 'error' && {
        observed: {
          ...observed,
          phase: observed.phase + Math.max(0, observed.total - before.observed.total),
        },
      },
  ),
  remembers('the total limit does not exist', ({ after: { observed } }) => ({
    observed: { ...observed, total: 0 },
  })),
  mutant('a hint is always followed at once', {
    step: (record, event) =>
      MACHINE.step(
        event.type === 'status.changed' ? withContext(record, { hint: 'none' }) : record,
        event,
      ),
  }),
  // Calls and restarts.
  mutant('answers on their way when a process died count as not sent', {
    recover: (record) => {
      const recovered = MACHINE.recover(record);
      return recovered.context.lastSubmit === 'lost'
        ? withContext(recovered, { lastSubmit: 'notSent' })
        : recovered;
    },
  }),
  mutant('answers are accepted before MX was polled after a restart', {
    step: (record, event) =>
      MACHINE.step(
        event.type === 'challenge.answer' && record.context.awaiting === 'recovery'
          ? withContext(record, { awaiting: 'none' })
          : record,
        event,
      ),
  }),
  mutant('a start that failed is made again at once', {
    step: (record, event) => {
      const step = MACHINE.step(record, event);
      if (event.type !== 'error' || event.call !== 'startJob') return step;
      if (step.record.state !== 'aggregating.waiting') return step;
      const { member, job, turn } = step.record.context;
      return {
        record: { ...step.record, state: 'aggregating.starting' },
        effects: job ? [{ type: 'startJob', turn, member, job }] : [],
      };
    },
  }),
  does('a poll goes on beside the answers', (effects) =>
    effects.filter(({ type }) => type !== 'cancelCall'),
  ),
  does('a wait goes on beside the poll of a hint', (effects) =>
    effects.filter(({ type }) => type !== 'cancelWait'),
  ),
  does('answers are sent twice', (effects) => [
    ...effects,
    ...effects.filter(({ type }) => type === 'submitAnswers'),
  ]),
];
