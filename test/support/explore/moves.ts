import type { FaultCode, StepEvent } from '../../../packages/machine/src/data/types.ts';
import {
  type Face,
  lateChanges,
  possibleChanges,
  possibleOutcomes,
  type Sent,
} from '../../../packages/simulator/src/model/model.ts';
import { readingOf } from '../faces.ts';
import {
  type Budget,
  type Configuration,
  LAG,
  OF_BANK,
  OF_REQUEST,
  QUEUE,
  TICK,
} from './configuration.ts';
import { MACHINE } from './machine.ts';
import { violationOfArrival, violationOfStep } from './safety.ts';
import {
  type AnswerEvent,
  after,
  counted,
  isChallenged,
  metAgain,
  metNot,
  needsAnswers,
  setBack,
  settled,
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

/** One edge of the search. */
export interface Move {
  readonly label: string;
  readonly kind: Kind;
  readonly next: World;
  /** The event that the machine was given, if there was one. */
  readonly event?: StepEvent | { readonly type: 'recover' };
  /** A violation. */
  readonly violation?: string | undefined;
}

/** Faults after which MX has certainly done nothing. */
const UNDONE: readonly FaultCode[] = ['rateLimited', 'signedOut', 'notSent'];

type Change = Partial<Omit<World, 'record' | 'left'>>;

/** Everything that can happen in a world. The order depends only on its canonical form. */
export function movesOf(world: World, config: Configuration): Move[] {
  const { record, bank, call, now } = world;
  const { turn } = record.context;
  const moves: Move[] = [];

  /** Takes from budgets, if enough is left. */
  const spend = (budgets: readonly (Budget | undefined)[]): World['left'] | null => {
    let { left } = world;
    for (const budget of budgets) {
      if (budget === undefined) continue;
      if (left[budget] === 0) return null;
      left = { ...left, [budget]: left[budget] - 1 };
    }
    return left;
  };
  const add = (
    kind: Kind,
    label: string,
    change: Change & { readonly record?: World['record'] },
    budgets: readonly (Budget | undefined)[] = [],
    more: Pick<Move, 'event' | 'violation'> = {},
  ): void => {
    const left = spend(budgets);
    if (left) moves.push({ kind, label, next: { ...world, ...change, left }, ...more });
  };

  /** The machine receives an event, in a world that has already changed. */
  const give = (
    kind: Kind,
    label: string,
    event: StepEvent,
    change: Change = {},
    budgets: readonly (Budget | undefined)[] = [],
    violation?: string,
  ): void => {
    const left = spend(budgets);
    if (!left) return;
    const { record: got, effects } = MACHINE.step(record, event);
    const next = counted(world, after({ ...world, ...change, left }, got, effects), event, effects);
    const wrong = violation ?? violationOfStep(world, next, event, effects, config);
    if (wrong === undefined && got === record && effects.length === 0 && kind === 'hint') return;
    moves.push({ kind, label, next, event, violation: wrong });
  };

  const reply = (
    kind: Kind,
    label: string,
    sent: Sent,
    answer: Face | FaultCode,
    change: Change,
    budgets: readonly (Budget | undefined)[] = [],
    { violation, hasFlag = true }: { violation?: string | undefined; hasFlag?: boolean } = {},
  ): void => {
    const own = { type: 'done', call: sent.call, turn } as const;
    if (typeof answer === 'string') {
      const fault = {
        code: answer,
        at: now,
        ...(answer === 'rateLimited' && { retryAfter: 10_000 }),
      };
      give(
        kind,
        `${label}: ${answer}`,
        { ...own, type: 'error', fault },
        change,
        budgets,
        violation,
      );
    } else {
      const shown = { stamps: config.stamps, flag: config.flag && hasFlag };
      const reading = { ...readingOf(answer, shown), at: now };
      give(kind, label, { ...own, reading }, { isPolled: true, ...change }, budgets, violation);
    }
  };

  /** The process dies, and another one continues from the record. */
  const crash = (
    label: string,
    change: Change = {},
    budgets: readonly (Budget | undefined)[] = [],
    violation?: string,
  ) => {
    const recovered = settled(MACHINE.recover(record));
    const rest = {
      record: recovered,
      call: { call: 'readStatus' } as const,
      wait: 0,
      isPolled: false,
    };
    add('crash', `crash: ${label}`, { ...change, ...rest }, [...budgets, 'crash'], {
      event: { type: 'recover' },
      violation,
    });
  };

  const poll = (): void => {
    // The queue did not become longer.
    if (bank.queuedAt !== null && now - bank.queuedAt >= QUEUE) return;
    const sent: Sent = { call: 'readStatus' };
    const lagsSince = world.lagsSince ?? now;
    const missingSince = world.missingSince ?? now;
    const met = metAgain(world);
    const isNewJob = bank.before.started !== bank.face.started;
    const maxLag = isNewJob ? config.startLag : LAG;
    const current = { lagsSince: null, missingSince: null, met: metNot(world) };
    for (const { belief, reply: answer } of possibleOutcomes(bank, sent, now))
      if (belief === 'replica') {
        if (now - lagsSince >= maxLag || met.times > config.meetings) continue;
        const old = { lagsSince, missingSince: null, met };
        reply('lag', `poll: ${belief}`, sent, answer, old, ['lag']);
      } else if (belief === 'notThereYet') {
        // A replica that knows the member answers in between, so each of the two series counts alone.
        if (now - missingSince < LAG)
          reply('lag', `poll: ${belief}`, sent, answer, { missingSince }, ['missing']);
      } else reply('read', `poll: ${belief}`, sent, answer, current);
    // An MX whose first minute of polls has no flag looks like one that never sends it.
    if (config.left.unflagged > 0 && record.context.flagSeen)
      reply('lag', 'poll: without the flag', sent, bank.face, current, ['unflagged'], {
        hasFlag: false,
      });
  };

  const command = (sent: Sent): void => {
    for (const outcome of possibleOutcomes(bank, sent, now)) {
      const { belief, isTaken } = outcome;
      const takes = OF_REQUEST[belief];
      const violation = violationOfArrival(bank, sent, config);
      const change = { bank: outcome.bank };
      const kind = isTaken ? 'taken' : takes === 'refusal' ? 'refused' : 'answered';
      reply(kind, `${sent.call}: ${belief}`, sent, outcome.reply, change, [takes], { violation });
      for (const code of config.faults.filter((one) => !UNDONE.includes(one)))
        reply(
          'fault',
          `${sent.call}: ${belief}, reply lost`,
          sent,
          code,
          change,
          [takes, 'fault'],
          {
            violation,
          },
        );
      crash(`${sent.call}: ${belief}, reply lost`, change, [takes], violation);
    }
    if (world.late) return;
    reply('fault', `${sent.call} is late`, sent, 'unreachable', { late: sent }, ['fault', 'late']);
    crash(`${sent.call} is late`, { late: sent }, ['late']);
  };

  // The call or wait of the machine.
  if (call === null)
    give(
      world.wait > 0 ? 'elapsed' : 'again',
      'the wait is over',
      { type: 'elapsed', turn },
      { now: now + world.wait },
    );
  else {
    if (call.call === 'readStatus') poll();
    else command(call);
    for (const code of config.faults)
      reply('fault', `${call.call} does not arrive`, call, code, {}, ['fault']);
    // A gap between two stamps counts as one minute at most.
    const { lastStampAt } = record.context;
    if (lastStampAt !== null && now - lastStampAt < TICK) {
      add('tick', 'a minute passes', { now: now + TICK }, ['tick']);
      add('tick', 'hours pass', { now: now + 100 * TICK }, ['tick', 'absence']);
    }
  }
  add('event', 'the clock is set back by an hour', setBack(world), ['clock']);
  crash(call ? `${call.call} is not sent` : 'in a wait');
  give('hint', 'a webhook', { type: 'status.changed' }, {}, ['hint']);
  if (world.late)
    for (const { bank: next, belief } of lateChanges(bank, world.late, now)) {
      const label = `${world.late.call} arrives late: ${belief}`;
      add('late', label, { bank: next, late: null }, [OF_REQUEST[belief]]);
    }

  // The user, and an answer that was on its way when the process died.
  if (isChallenged(record)) {
    const answer = (value: string, count: number): AnswerEvent => ({
      type: 'challenge.answer',
      prompt: record.context.prompt,
      answers: record.context.challenges.slice(0, count).map(({ guid }) => ({ guid, value })),
    });
    const all = record.context.challenges.length;
    const kind = world.isPolled && needsAnswers(record) ? 'user' : 'repeat';
    give(kind, 'the user answers right', answer('right', all));
    give(kind, 'the user answers wrong', answer('wrong', all), {}, ['wrong']);
    if (all > 1) give('repeat', 'the user answers one', answer('right', 1), {}, ['partial']);
  }
  if (world.last) give('repeat', 'the same answer comes again', world.last, {}, ['repeat']);

  // The bank.
  for (const { bank: next, belief } of possibleChanges(bank, config, now)) {
    const takes = OF_BANK[belief];
    const label = `bank, ${bank.job} job: ${belief}, ${next.face.status}`;
    add(takes === undefined ? 'bank' : 'event', label, { bank: next }, [takes]);
  }
  return moves;
}
