import {
  begin,
  createMemberActors,
  isCall,
  type MemberContext,
  type MemberEvent,
  type MemberInput,
  type MemberPort,
  makeCall,
  memberMachine,
  type Step,
  type StepEvent,
  step,
} from '@mx-member/machine';
import { createActor } from 'xstate';
import { stateOf } from '../../support/evaluators.ts';
import { seeded } from '../../support/seeded.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { machineOf, type Parts, RIGHT, sixActors } from './machine.ts';
import { randomBank } from './random-bank.ts';
import { six } from './xstate6.ts';

/** One random lifecycle under one evaluator, as a log of everything that it does. */

const INPUT = { member: { userGuid: 'USR-1', memberGuid: 'MBR-1' }, job: 'aggregate' } as const;
const START = Date.UTC(2026, 0, 1);
/** How often the user looks at the screen, and the longest time between two looks, in ms. */
const LOOKS = 200;
const LONGEST = 6_000;

/** What an evaluator needs, and where it tells what happens. */
interface World {
  readonly port: MemberPort;
  readonly clock: VirtualClock;
  readonly now: () => number;
  readonly input: MemberInput;
  readonly onState: (state: string, context: object) => void;
  readonly onEmitted: (event: object) => void;
}

/** A running member. */
interface Running {
  send(event: MemberEvent): void;
  stop(): void;
}

export type Evaluate = (world: World) => Running;

const onError = () => {};

/** @param machine XState 5's machine, or one with a mistake. */
export const underFive =
  (machine = memberMachine): Evaluate =>
  ({ port, clock, now, input, onState, onEmitted }) => {
    const actors = createMemberActors(port, { now, onError });
    const actor = createActor(machine.provide({ actors }), { input, clock });
    actor.on('*', onEmitted);
    actor.subscribe(({ value, context }) => onState(stateOf(value), context));
    return actor.start();
  };

export const underSix =
  (parts: Partial<Parts> = {}): Evaluate =>
  ({ port, clock, now, input, onState, onEmitted }) => {
    const machine = machineOf(six, sixActors(six, port, now), { ...RIGHT, ...parts });
    const actor = six.createActor(machine, { input, clock });
    actor.on('*', onEmitted);
    actor.subscribe(({ value, context }) => onState(stateOf(value), context));
    return actor.start();
  };

/** A host of one member over `step`. */
export const underSteps: Evaluate = ({ port, clock, now, input, onState, onEmitted }) => {
  let isStopped = false;
  let timer = 0;
  function apply({ record, effects }: Step): Step['record'] {
    for (const effect of effects)
      if (isCall(effect)) makeCall(port, effect, { now, onError }).then(report);
      else if (effect.type === 'wait')
        timer = clock.setTimeout(() => report({ type: 'elapsed', turn: effect.turn }), effect.ms);
      else if (effect.type === 'cancelWait') clock.clearTimeout(timer);
      else if (effect.type !== 'cancelCall') onEmitted(effect);
    onState(record.state, record.context);
    return record;
  }
  let record = apply(begin(input));
  function report(event: StepEvent): void {
    if (!isStopped) record = apply(step(record, event));
  }
  return {
    send: report,
    stop() {
      isStopped = true;
    },
  };
};

/** What happened, by kind. */
export interface Log {
  readonly calls: readonly string[];
  readonly states: readonly string[];
  readonly emitted: readonly string[];
}

/** Runs one lifecycle. The bank, the user and the network follow from the seed. */
export async function drive(evaluate: Evaluate, seed: number): Promise<Log> {
  const clock = new VirtualClock();
  const now = () => START + clock.now();
  const bank = randomBank(Math.imul(seed, 69_621), now);
  const { below } = seeded(Math.imul(seed, 40_503));
  const calls: string[] = [];
  const states: string[] = [];
  const emitted: string[] = [];
  const at = (text: string) => `${clock.now()} ${text}`;
  const noted =
    <Request extends object>(name: string, call: (request: Request) => Promise<never>) =>
    (request: Request) => {
      calls.push(at(`${name} ${JSON.stringify(request)}`));
      return call(request);
    };
  const port = {
    startJob: noted('startJob', bank.startJob as never),
    readStatus: noted('readStatus', bank.readStatus as never),
    submitAnswers: noted('submitAnswers', bank.submitAnswers as never),
  } as MemberPort;

  let state = '';
  let last = '';
  const isOver = () => state === 'connected' || state === 'failed';
  let context = {} as MemberContext;
  const member = evaluate({
    port,
    clock,
    now,
    input: INPUT,
    onState(next, given) {
      state = next;
      context = given as MemberContext;
      const text = `${next} ${JSON.stringify({ ...given, turn: 0 })}`;
      if (text !== last) states.push(at(text));
      last = text;
    },
    onEmitted: (event) => emitted.push(at(JSON.stringify(event))),
  });

  for (let look = 0; look < LOOKS; look++) {
    await clock.run(below(LONGEST));
    if (isOver()) break;
    const kind = below(1_000);
    const isWrong = below(10) === 0;
    if (kind < 300 && state.startsWith('challenged')) {
      const answers = context.challenges.map(({ guid, options }) => ({
        guid,
        value: isWrong ? '' : (options[0]?.value ?? 'x'),
      }));
      const prompt = context.prompt - (below(20) === 0 ? 1 : 0);
      member.send({ type: 'challenge.answer', answers, prompt });
    } else if (kind < 450) member.send({ type: 'status.changed' });
    else if (kind > 997) member.send({ type: 'cancel' });
  }
  await clock.run(0);
  member.stop();
  return { calls, states, emitted };
}
