import { type FaultCode, MxError, type Reading } from '@mx-member/machine';
import fc from 'fast-check';
import { expect } from 'vitest';
import { challenged, idle, running } from './fake-member.ts';
import type { ManualMember } from './manual-port.ts';

/** What must be known to foretell what a member does: far less than the machine remembers. */
export interface Model {
  phase: 'starting' | 'waiting' | 'reading' | 'submitting' | 'ended';
  /** The guids that the bank asks for now. */
  asked: readonly string[];
  isAsking: boolean;
  accepted: readonly string[];
  echoes: number;
  last: string;
}

export const modelOf = (): Model => ({
  phase: 'starting',
  asked: [],
  isAsking: false,
  accepted: [],
  echoes: 0,
  last: '',
});

type Command = fc.AsyncCommand<Model, ManualMember, false>;

/** What is true whatever has happened. */
function check(model: Model, real: ManualMember): void {
  const { state, needs } = real.view;
  expect(needs === 'answers').toBe(model.isAsking && model.phase !== 'ended');
  expect(state === 'connected' || state === 'failed').toBe(model.phase === 'ended');
  expect(real.open?.name).toBe(
    {
      starting: 'startJob',
      reading: 'readStatus',
      submitting: 'submitAnswers',
      waiting: undefined,
      ended: undefined,
    }[model.phase],
  );
}

/** MX answers a reading. */
class Read implements Command {
  readonly reading: Reading;
  constructor(reading: Reading) {
    this.reading = reading;
  }
  check = ({ phase }: Readonly<Model>) => phase === 'reading';
  async run(model: Model, real: ManualMember) {
    const { connectionStatus, isBeingAggregated, challenges } = this.reading;
    const look = JSON.stringify(this.reading);
    const isAgain = look === model.last;
    await real.reply(this.reading);
    model.last = look;
    model.phase = 'waiting';
    if (connectionStatus === 'CHALLENGED') {
      const guids = challenges.map(({ guid }) => guid);
      const isEcho = guids.every((guid) => model.accepted.includes(guid));
      model.echoes = isEcho ? model.echoes + 1 : 0;
      // An echo changes nothing: no answered question comes back, and no open one goes.
      if (!isEcho || model.echoes > 3) {
        model.isAsking = true;
        model.accepted = model.accepted.filter((guid) => !guids.includes(guid));
        model.echoes = 0;
        model.asked = guids;
      }
    } else {
      model.echoes = 0;
      // An end needs two readings, but for a success of a job that was seen.
      const isEnd = !isBeingAggregated && connectionStatus !== 'RESUMED';
      const isSeen = connectionStatus === 'CONNECTED' && real.view.state === 'connected';
      if (isEnd && (isAgain || isSeen)) model.phase = 'ended';
      else if (!isEnd) model.isAsking = false;
    }
    check(model, real);
  }
  toString = () =>
    `read ${this.reading.connectionStatus} ${this.reading.isBeingAggregated} ${this.reading.challenges.map(({ guid }) => guid)}`;
}

/** A call fails in a way that may pass. */
class Fail implements Command {
  readonly code: FaultCode;
  constructor(code: FaultCode) {
    this.code = code;
  }
  check = ({ phase }: Readonly<Model>) => phase === 'reading' || phase === 'submitting';
  async run(model: Model, real: ManualMember) {
    await real.reply(new MxError(this.code));
    model.phase = 'waiting';
    check(model, real);
  }
  toString = () => `fail ${this.code}`;
}

/** MX takes the start, or the answers. */
class Take implements Command {
  check = ({ phase }: Readonly<Model>) => phase === 'starting' || phase === 'submitting';
  async run(model: Model, real: ManualMember) {
    await real.reply(running(model.phase === 'starting' ? 'CONNECTED' : 'RESUMED'));
    if (model.phase === 'submitting') model.accepted = [...model.accepted, ...model.asked];
    model.last = '';
    model.echoes = 0;
    model.phase = 'waiting';
    check(model, real);
  }
  toString = () => 'take';
}

/** The user answers all that is asked, or leaves one out. */
class Answer implements Command {
  readonly isWhole: boolean;
  readonly value: string;
  constructor(isWhole: boolean, value: string) {
    this.isWhole = isWhole;
    this.value = value;
  }
  check = ({ phase }: Readonly<Model>) => phase !== 'ended';
  async run(model: Model, real: ManualMember) {
    const before = real.actor.getSnapshot();
    const guids = this.isWhole ? model.asked : model.asked.slice(1);
    const answers = guids.map((guid) => ({ guid, value: this.value }));
    await real.send({ type: 'challenge.answer', answers, prompt: real.view.prompt });
    if (!model.isAsking) expect(real.actor.getSnapshot()).toBe(before);
    else if (this.isWhole) {
      model.isAsking = false;
      model.phase = 'submitting';
    } else expect(real.view.problems).not.toEqual([]);
    check(model, real);
  }
  toString = () => `answer ${this.isWhole ? 'all' : 'some'} ${this.value}`;
}

/** News, or time. */
class Wait implements Command {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  check = () => true;
  async run(model: Model, real: ManualMember) {
    await real.clock.run(this.ms);
    if (model.phase === 'waiting' && real.open) model.phase = 'reading';
    check(model, real);
  }
  toString = () => `wait ${this.ms}`;
}

class Told implements Command {
  check = ({ phase }: Readonly<Model>) => phase !== 'ended';
  async run(model: Model, real: ManualMember) {
    await real.send({ type: 'status.changed' });
    if (model.phase === 'waiting' && real.open) model.phase = 'reading';
    check(model, real);
  }
  toString = () => 'told';
}

class Cancel implements Command {
  check = ({ phase }: Readonly<Model>) => phase !== 'ended';
  async run(model: Model, real: ManualMember) {
    await real.send({ type: 'cancel' });
    model.phase = 'ended';
    check(model, real);
  }
  toString = () => 'cancel';
}

/** The process ends and another goes on. */
class Restart implements Command {
  check = ({ phase }: Readonly<Model>) => phase !== 'ended';
  async run(model: Model, real: ManualMember) {
    await real.restart();
    if (model.phase !== 'starting') model.phase = 'reading';
    check(model, real);
  }
  toString = () => 'restart';
}

/** Answers that no search can miss. */
export const secrets = fc.integer({ min: 1e9, max: 2e9 }).map((number) => `SECRET-${number}`);

const readings = fc.constantFrom(
  challenged('A'),
  challenged('B'),
  challenged('A', 'B'),
  running('RESUMED'),
  running('CONNECTED'),
  idle('RESUMED'),
  idle('CONNECTED'),
  idle('DENIED'),
  idle('LOCKED'),
);

/** Anything that can happen to a member, in any order; cancelling is rare. */
export const commands = (options: fc.CommandsContraints = {}): fc.Arbitrary<Iterable<Command>> =>
  fc.commands<Model, ManualMember, false>(
    [
      readings.map((reading) => new Read(reading)),
      readings.map((reading) => new Read(reading)),
      fc
        .constantFrom('unreachable', 'rateLimited', 'malformed', 'unexpected')
        .map((code) => new Fail(code as FaultCode)),
      fc.constant(new Take()),
      fc.tuple(fc.boolean(), secrets).map(([isWhole, value]) => new Answer(isWhole, value)),
      fc.constantFrom(100, 3_000, 25_000, 90_000).map((ms) => new Wait(ms)),
      fc.constant(new Told()),
      fc.constant(new Restart()),
      fc
        .constantFrom(...Array.from({ length: 20 }, (_, n) => n))
        .map((n) => (n === 0 ? new Cancel() : new Wait(3_000))),
    ] as fc.Arbitrary<Command>[],
    { size: '+1', ...options },
  );
