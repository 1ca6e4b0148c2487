import { type MemberInput, memberMachine } from '@mx-member/machine';
import { expect, test } from 'vitest';
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  createMachine,
  initialTransition,
  transition,
} from 'xstate';
import {
  answersRequest,
  startRequest,
  statusRequest,
} from '../../packages/machine/src/chart/requests.ts';
import { declared, nameOf } from '../support/paths.ts';
import { fromScxml, idsIn } from '../support/scxml.ts';
import { heard, jsonOf, textOf, VECTORS } from '../support/vectors.ts';

const INPUTS = {
  startJob: startRequest,
  readStatus: statusRequest,
  submitAnswers: answersRequest,
};

/** The names of all transitions, in the form of `declared()`. */
function transitionsIn(node: AnyStateNode): readonly string[] {
  return [
    ...[...node.transitions.values()].flat().map(nameOf),
    ...(node.always ?? []).map(nameOf),
    ...Object.values(node.states).flatMap(transitionsIn),
  ];
}

/** The names of all states with their type, initial state, actions and calls. */
const statesIn = (node: AnyStateNode): readonly unknown[] => [
  [
    node.id,
    node.type,
    node.initial.target[0]?.id,
    [node.config.entry ?? []].flat(),
    node.invoke.map(({ src }) => src),
  ],
  ...Object.values(node.states).flatMap(statesIn),
];

/** A machine from only a file and the functions that it calls. */
const machineOf = (config: object) =>
  createMachine(
    { ...config, context: memberMachine.config.context as never },
    memberMachine.implementations as never,
  ) as unknown as AnyStateMachine;

const scxml = machineOf(fromScxml(textOf('lifecycle.scxml'), INPUTS));
const root = (memberMachine as AnyStateMachine).root;

test.each([
  ['lifecycle.scxml', scxml],
  ['lifecycle.json', machineOf(jsonOf('lifecycle.json'))],
])('%s has the states and the transitions of the machine', (_, { root: parsed }) => {
  expect([...transitionsIn(parsed)].sort()).toEqual([...declared()].sort());
  expect(new Set(statesIn(parsed))).toEqual(new Set(statesIn(root)));
});

test('no two elements of lifecycle.scxml have the same id', () => {
  const ids = idsIn(textOf('lifecycle.scxml'));
  expect(ids.length).toBeGreaterThan(20);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

/**
 * Vectors with only events: without foreign records, other processes, errors, or results of an earlier call or wait
 * (L7), which the host recognizes.
 */
const plain = [...VECTORS.values()].filter(
  ({ begin, steps, rules }) =>
    !rules.includes('L7') &&
    [begin, ...steps].every((one) => 'state' in one && !('recover' in one) && !('record' in one)),
);

const stateOf = ({ value }: AnyMachineSnapshot): string =>
  (typeof value === 'string' ? [value] : Object.entries(value).flat()).join('.');

test('the machine of lifecycle.scxml passes the vectors', () => {
  expect(plain.length).toBeGreaterThan(200);
  for (const { id, input, begin, steps } of plain) {
    let [snapshot] = initialTransition(scxml, input as MemberInput) as [
      AnyMachineSnapshot,
      unknown,
    ];
    const states = [stateOf(snapshot)];
    for (const one of steps) {
      const event = 'event' in one ? heard(one.event, states.at(-1) ?? '') : { type: 'none' };
      [snapshot] = transition(scxml, snapshot, event) as [AnyMachineSnapshot, unknown];
      states.push(stateOf(snapshot));
    }
    expect([id, ...states]).toEqual([
      id,
      ...[begin, ...steps].map((one) => ('state' in one ? one.state : '')),
    ]);
  }
});
