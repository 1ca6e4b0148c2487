import { join } from 'node:path';
import { type MemberInput, memberMachine } from '@mx-member/machine';
import { expect, test } from 'vitest';
import { type AnyStateMachine, createMachine } from 'xstate';
import { outputOf } from '../../packages/machine/src/chart/actions.ts';
import {
  answersRequest,
  startRequest,
  statusRequest,
} from '../../packages/machine/src/chart/requests.ts';
import { begin, stepUnchecked } from '../../packages/machine/src/chart/step.ts';
import { onBeginning } from '../../packages/machine/src/memory/memory.ts';
import { bySteps, byXState, casesOfVectors } from '../support/evaluators.ts';
import { challenged, idle, ManualMember, openOf, running } from '../support/fake-member.ts';
import { SPEC, textOf } from '../support/vectors.ts';

/** The chart that Stately's tools import: a literal that XState 5 runs like `memberMachine`. */

interface Node {
  readonly description?: string;
  readonly invoke?: {
    readonly src: keyof typeof INPUTS;
    readonly onDone: object;
    readonly onError: object;
  };
  readonly on?: Readonly<Record<string, object>>;
  readonly after?: Readonly<Record<string, object>>;
  readonly always?: object;
  readonly states?: Readonly<Record<string, Node>>;
}

const INPUTS = { startJob: startRequest, readStatus: statusRequest, submitAnswers: answersRequest };

/** The argument of `createMachine`, if it is a literal: a literal that is JSON has nothing that is computed. */
const literal = (): Node => {
  const [, argument = ''] = /createMachine\((\{.*\})\);\n$/s.exec(textOf('stately.js')) ?? [];
  return JSON.parse(argument);
};

/** Adds the inputs of the calls, which are functions. */
const withInputs = ({ invoke, states, ...rest }: Node): object => ({
  ...rest,
  ...(invoke && { invoke: { ...invoke, input: INPUTS[invoke.src] } }),
  ...(states && {
    states: Object.fromEntries(
      Object.entries(states).map(([name, state]) => [name, withInputs(state)]),
    ),
  }),
});

/** The literal with the functions that it names. */
async function machineOfLiteral(): Promise<typeof memberMachine> {
  const { machine } = await import(/* @vite-ignore */ join(SPEC, 'stately.js'));
  const { config }: { config: Node } = machine as AnyStateMachine as never;
  const functions = {
    context: ({ input }: { input: MemberInput }) => {
      const { context, route } = onBeginning(input);
      return { ...context, route };
    },
    output: ({ context }: { context: Parameters<typeof outputOf>[0] }) => outputOf(context),
  };
  const whole = { ...withInputs(config), ...functions };
  return createMachine(whole as never, memberMachine.implementations as never) as never;
}

test('each state and each transition of the literal has a sentence', () => {
  const without: string[] = [];
  const visit = (node: Node, place: string): void => {
    const { on, after, always, invoke, states = {} } = node;
    const all = { ...on, ...after, always, done: invoke?.onDone, error: invoke?.onError };
    if (!node.description) without.push(place);
    for (const [event, transitions] of Object.entries(all))
      for (const one of transitions ? [transitions].flat() : [])
        if (!('description' in one)) without.push(`${place} ${event}`);
    for (const [name, state] of Object.entries(states)) visit(state, `${place}.${name}`);
  };
  visit(literal(), '');
  expect(without).toEqual([]);
});

test('the literal does what the steps do, in every step of the vectors', async () => {
  const machine = await machineOfLiteral();
  for (const [from, event] of casesOfVectors())
    expect(byXState(from, event, machine)).toEqual(bySteps({ begin, stepUnchecked }, from, event));
});

test('an actor of the literal is asked, answers, and ends connected', async () => {
  const open = openOf(await machineOfLiteral());
  const member = await new ManualMember({}, undefined, open).start();
  await member.reply(running('CREATED'));
  await member.clock.run(3_000);
  await member.reply(challenged('A'));
  await member.send({
    type: 'challenge.answer',
    answers: [{ guid: 'A', value: 'correct' }],
    prompt: 1,
  });
  await member.reply(running('RESUMED'));
  for (let poll = 0; poll < 2; poll++) {
    await member.clock.run(70_000);
    await member.reply(idle('CONNECTED'));
  }
  expect(member.view.state).toBe('connected');
  expect(member.emitted.map(({ type }) => type)).toEqual(['challenged', 'resumed', 'ended']);
});
