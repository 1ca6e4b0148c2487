import { type FaultCode, MxError, type Reading } from '@mx-member/machine';
import fc from 'fast-check';
import { expect } from 'vitest';
import { expectConsistent } from './expect-view.ts';
import { challenged, idle, running } from './fake-member.ts';
import type { ManualMember } from './manual-port.ts';

/** What the model needs to predict a member. It is far less than the machine remembers. */
export interface Model {
  phase: 'starting' | 'waiting' | 'reading' | 'submitting' | 'ended';
  /** The guids of the last questions; empty after the bank took the answers. */
  asked: readonly string[];
  isAsking: boolean;
  /** How often questions were put to the user. */
  prompt: number;
  /** The guids of all questions for which the bank took an answer. */
  accepted: readonly string[];
  /** Nobody knows whether the bank has the answers: the reply was lost, or somebody else seems to have answered. */
  isLost: boolean;
  /**
   * `due`: the start must be sent, and MX has not taken it. `unsure`: MX may have taken it. `waiting`: another job
   * runs.
   */
  start: 'none' | 'due' | 'unsure' | 'waiting';
  /** How often MX has refused answers in this round. After MX took them: how often their questions have come back. */
  refusals: number;
  /** The last reading had the status CHALLENGED. */
  wasChallenged: boolean;
  /** A poll has shown the member as it was before the start. */
  isBaselineKnown: boolean;
  /** The status that it had then. */
  baseline: string | null;
  /** MX has not been polled since the restore. */
  isRecovering: boolean;
  /** What a poll has shown and a second poll must confirm, with the time at which the first arrived. */
  finding: { readonly rule: string; readonly from: number } | null;
  /** When the first echo of the current series arrived. */
  echoedFrom: number | null;
  last: string;
}

export const modelOf = (): Model => ({
  phase: 'starting',
  asked: [],
  isAsking: false,
  prompt: 0,
  accepted: [],
  isLost: false,
  start: 'due',
  refusals: 0,
  wasChallenged: false,
  isBaselineKnown: true,
  baseline: null,
  isRecovering: false,
  finding: null,
  echoedFrom: null,
  last: '',
});

const WEEKS = 2_000_000_000;
/** Limits that no sequence reaches, because most properties are about what happens and not about how long it takes. */
export const PATIENT = { deadlines: { busy: WEEKS, needsUser: WEEKS, unreachable: WEEKS } };

type Command = fc.AsyncCommand<Model, ManualMember, false>;

/** What holds after any events. */
function check(model: Model, real: ManualMember): void {
  const { view } = real;
  const { state, needs, prompt } = view;
  expectConsistent(view);
  expect(needs === 'answers').toBe(
    model.isAsking && !model.isRecovering && model.phase !== 'ended',
  );
  expect(prompt).toBe(model.prompt);
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

const sentAt = ({ log }: ManualMember): number =>
  log.findLast(({ what }) => what === 'read')?.at ?? 0;

const isSameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.toSorted().join() === b.toSorted().join();

/** When a poll was sent, and when its reply arrived. */
interface Times {
  readonly sent: number;
  readonly at: number;
}

/** Whether a second poll, sent so many ms after the first arrived, shows the same. */
function isConfirmed(model: Model, rule: string, { sent, at }: Times, after: number): boolean {
  const from = model.finding?.rule === rule ? model.finding.from : at;
  model.finding = sent - from >= after ? null : { rule, from };
  return model.finding === null;
}

/** MX shows a job. It is ours if MX may have taken our start; otherwise it is another one. */
function seeJob(model: Model): void {
  if (model.start === 'unsure') model.start = 'none';
  if (model.start === 'due') model.start = 'waiting';
}

/** MX replies with a reading. */
class Read implements Command {
  readonly reading: Reading;
  constructor(reading: Reading) {
    this.reading = reading;
  }
  check = ({ phase }: Readonly<Model>) => phase === 'reading';
  async run(model: Model, real: ManualMember) {
    const times = { sent: sentAt(real), at: real.clock.now() };
    await real.reply(this.reading);
    model.phase = 'waiting';
    const isConclusive =
      this.reading.connectionStatus === 'CHALLENGED'
        ? this.#ask(model, times)
        : this.#goOn(model, times);
    // After a restore, an open question may already be answered, so an inconclusive reading says nothing about it.
    if (isConclusive) model.isRecovering = false;
    if (!model.isBaselineKnown) model.baseline = this.reading.connectionStatus;
    model.isBaselineKnown = true;
    model.last = JSON.stringify(this.reading);
    model.wasChallenged = this.reading.connectionStatus === 'CHALLENGED';
    check(model, real);
  }
  /** @returns Whether the reading was conclusive. */
  #ask(model: Model, times: Times): boolean {
    const guids = this.reading.challenges.map(({ guid }) => guid);
    const isOld = guids.every((guid) => model.accepted.includes(guid));
    const returns = model.asked.length > 0 ? 0 : model.refusals + Number(!model.wasChallenged);
    if (isOld && times.at - (model.echoedFrom ?? times.at) < 9_000 && returns < 4) {
      if (model.asked.length === 0) model.refusals = returns;
      // An echo changes nothing: an answered question does not come back, and an open one stays.
      model.echoedFrom ??= times.at;
      if (model.isAsking) return false;
      model.finding = null;
      seeJob(model);
      return true;
    }
    model.echoedFrom = null;
    const isSame = isSameList(guids, model.asked);
    const mayBeOld = model.isLost && !model.isAsking && isSame;
    if (mayBeOld && !isConfirmed(model, 'question', times, 3_000)) return false;
    model.finding = null;
    seeJob(model);
    if (!model.isAsking || !isSame) model.prompt += 1;
    if (!isSame) model.refusals = 0;
    // MX asks something else, so the earlier question has passed.
    const past = model.isAsking || isSame ? [] : model.asked;
    if (!isSame) model.isLost = false;
    model.isAsking = true;
    model.asked = guids;
    model.accepted = [...model.accepted, ...past].filter((guid) => !guids.includes(guid));
    return true;
  }
  /** @returns Whether the reading was conclusive. */
  #goOn(model: Model, times: Times): boolean {
    const { connectionStatus, isBeingAggregated } = this.reading;
    model.echoedFrom = null;
    const isNew = model.isBaselineKnown && connectionStatus !== model.baseline;
    // The other job, or something since the baseline, has shown that one more login would fail.
    const hasOtherFailed =
      /^(DENIED|LOCKED)$/.test(connectionStatus ?? '') && (model.start === 'waiting' || isNew);
    if (model.start !== 'none' && !isBeingAggregated && !hasOtherFailed) {
      // No job runs, so our start seems not to have arrived.
      const mayHaveArrived = model.start === 'unsure' && model.isBaselineKnown;
      // The other job has ended, and nothing shows how.
      const isEndOpen = model.start === 'waiting' && connectionStatus === 'RESUMED';
      if ((mayHaveArrived || isEndOpen) && !isConfirmed(model, 'idle', times, 9_000)) return false;
      model.finding = null;
      // The questions belonged to another job, which has ended.
      model.isAsking = false;
      model.isLost = false;
      model.asked = [];
      model.refusals = 0;
      model.start = 'due';
      model.phase = 'starting';
      model.baseline = connectionStatus;
    } else if (isBeingAggregated || connectionStatus === 'RESUMED') {
      if (model.isAsking) {
        if (!isConfirmed(model, 'elsewhere', times, 3_000)) return false;
        model.isAsking = false;
        model.isLost = true;
      }
      seeJob(model);
      model.finding = null;
    } else {
      const look = JSON.stringify(this.reading);
      if (look !== model.last) model.finding = null;
      const after = connectionStatus === 'CONNECTED' ? 5_000 : 3_000;
      if (isConfirmed(model, look, times, after)) model.phase = 'ended';
      return model.finding === null;
    }
    return true;
  }
  toString = () =>
    `read ${this.reading.connectionStatus} ${this.reading.isBeingAggregated} ${this.reading.challenges.map(({ guid }) => guid)}`;
}

/** A call fails with an error that may pass. */
class Fail implements Command {
  readonly code: FaultCode;
  constructor(code: FaultCode) {
    this.code = code;
  }
  check = ({ phase }: Readonly<Model>) =>
    phase === 'reading' || phase === 'submitting' || phase === 'starting';
  async run(model: Model, real: ManualMember) {
    await real.reply(new MxError(this.code));
    if (model.phase === 'submitting') model.isLost = this.code !== 'signedOut';
    const isTaken = this.code !== 'signedOut' && this.code !== 'rateLimited';
    if (model.phase === 'starting') model.start = isTaken ? 'unsure' : 'due';
    model.phase = 'waiting';
    check(model, real);
  }
  toString = () => `fail ${this.code}`;
}

/** MX takes the start or the answers. */
class Take implements Command {
  check = ({ phase }: Readonly<Model>) => phase === 'starting' || phase === 'submitting';
  async run(model: Model, real: ManualMember) {
    await real.reply(running(model.phase === 'starting' ? 'CONNECTED' : 'RESUMED'));
    if (model.phase === 'submitting') model.accepted = [...model.accepted, ...model.asked];
    else model.start = 'none';
    model.asked = [];
    model.refusals = 0;
    model.wasChallenged = false;
    model.isBaselineKnown = true;
    model.finding = null;
    model.phase = 'waiting';
    check(model, real);
  }
  toString = () => 'take';
}

/** MX refuses the answers. The machine polls: without a wait, the first time in a round. */
class Refuse implements Command {
  check = ({ phase }: Readonly<Model>) => phase === 'submitting';
  async run(model: Model, real: ManualMember) {
    await real.reply(new MxError('badRequest'));
    model.refusals += 1;
    model.phase = model.refusals === 1 ? 'reading' : 'waiting';
    check(model, real);
  }
  toString = () => 'refuse';
}

/** The user answers all questions, or leaves one out. */
class Answer implements Command {
  readonly isWhole: boolean;
  readonly value: string;
  constructor(isWhole: boolean, value: string) {
    this.isWhole = isWhole;
    this.value = value;
  }
  check = ({ phase }: Readonly<Model>) => phase !== 'ended';
  async run(model: Model, real: ManualMember) {
    const { context } = real.actor.getSnapshot();
    const refusals = real.emitted.length;
    const guids = this.isWhole ? model.asked : model.asked.slice(1);
    const answers = guids.map((guid) => ({ guid, value: this.value }));
    await real.send({ type: 'challenge.answer', answers, prompt: real.view.prompt });
    if (!model.isAsking || model.isRecovering) {
      expect(real.actor.getSnapshot().context).toBe(context);
      const code = model.isAsking ? 'notYet' : 'superseded';
      expect(real.emitted.slice(refusals)).toMatchObject([
        { type: 'answer.refused', problems: [{ code }] },
      ]);
    } else if (this.isWhole) {
      model.isAsking = false;
      model.isLost = false;
      model.finding = null;
      model.echoedFrom = null;
      model.phase = 'submitting';
    } else expect(real.view.problems).not.toEqual([]);
    check(model, real);
  }
  toString = () => `answer ${this.isWhole ? 'all' : 'some'} ${this.value}`;
}

/** A hint arrives, or a wait ends. */
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

class Hint implements Command {
  check = ({ phase }: Readonly<Model>) => phase !== 'ended';
  async run(model: Model, real: ManualMember) {
    await real.send({ type: 'status.changed' });
    if (model.phase === 'waiting' && real.open) model.phase = 'reading';
    check(model, real);
  }
  toString = () => 'hint';
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

/** The process ends and another one continues: it polls MX, and sends nothing again. */
class Restart implements Command {
  check = ({ phase }: Readonly<Model>) => phase !== 'ended';
  async run(model: Model, real: ManualMember) {
    await real.restart();
    if (model.phase === 'submitting') model.isLost = true;
    if (model.phase === 'starting') model.start = 'unsure';
    model.isRecovering = true;
    model.phase = 'reading';
    check(model, real);
  }
  toString = () => 'restart';
}

/** Answers that a search for secrets cannot miss. */
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

/** Any event in any order. Cancelling is rare. */
export const commands = (options: fc.CommandsContraints = {}): fc.Arbitrary<Iterable<Command>> =>
  fc.commands<Model, ManualMember, false>(
    [
      readings.map((reading) => new Read(reading)),
      readings.map((reading) => new Read(reading)),
      fc
        .constantFrom('unreachable', 'rateLimited', 'malformed', 'unexpected', 'signedOut')
        .map((code) => new Fail(code as FaultCode)),
      fc.constant(new Take()),
      fc.constantFrom(new Take(), new Refuse()),
      fc.tuple(fc.boolean(), secrets).map(([isWhole, value]) => new Answer(isWhole, value)),
      fc.constantFrom(100, 3_000, 25_000, 90_000).map((ms) => new Wait(ms)),
      fc.constant(new Hint()),
      fc.constant(new Restart()),
      fc
        .constantFrom(...Array.from({ length: 20 }, (_, n) => n))
        .map((n) => (n === 0 ? new Cancel() : new Wait(3_000))),
    ] as fc.Arbitrary<Command>[],
    { size: '+1', ...options },
  );
