import type { StepEvent } from '@mx-member/machine';
import { beforeAll, expect, test } from 'vitest';
import {
  type Args,
  ASSIGNS,
  type ChartEvent,
  DELAYS,
  EMITS,
  GUARDS,
} from '../../packages/machine/src/chart/actions.ts';
import { firstMemory } from '../../packages/machine/src/memory/first-memory.ts';
import type { Outcome, Vector } from '../../scripts/spec/vector.ts';
import { textOf, VECTORS } from '../support/vectors.ts';
import { type Interpreter, installScion, readScxml } from './support/scion.ts';

/**
 * Runs lifecycle.scxml in an SCXML interpreter, with the functions that it calls. Nothing else of the machine is used.
 */

const MEANINGS: Readonly<Record<string, (args: Args) => unknown>> = {
  ...GUARDS,
  ...EMITS,
  ...DELAYS,
  ...ASSIGNS,
};

/** The arguments of the functions, because functions in SCXML have none. */
const now: { args: Args; emitted: string[] } = {
  args: {
    context: firstMemory({ member: { userGuid: 'U', memberGuid: 'M' }, job: null }),
    event: null,
  },
  emitted: [],
};

function call(name: string): unknown {
  const made = MEANINGS[name]?.(now.args);
  if (name in ASSIGNS) now.args = { ...now.args, context: made as Args['context'] };
  if (name in EMITS) now.emitted.push((made as { type: string }).type);
  return made;
}

const functions = Object.fromEntries(
  Object.keys(MEANINGS).map((name) => [name, () => call(name)] as const),
);

/** Vectors without crashes, foreign records, errors of the caller, and results that a host recognizes by their turn. */
const PLAIN = [...VECTORS.values()].filter(
  ({ begin, steps, rules }) =>
    !rules.includes('L7') &&
    [begin, ...steps].every((one) => 'state' in one && !('recover' in one) && !('record' in one)),
);

const EMITTED = ['challenged', 'resumed', 'answer.refused', 'ended'];
const emittedBy = ({ effects }: Outcome) =>
  effects.map(({ type }) => type as string).filter((type) => EMITTED.includes(type));

/** The name of an event in the document. It depends on the state. */
function nameOf(event: StepEvent, place: string): string {
  switch (event.type) {
    case 'done':
      return `done.invoke.${place}.${event.call}`;
    case 'error':
      return `error.communication.${place}.${event.call}`;
    case 'elapsed':
      return `elapsed.${place}`;
    default:
      return event.type;
  }
}

let create: () => Interpreter;

beforeAll(async () => {
  await installScion();
  create = await readScxml(textOf('lifecycle.scxml'), functions);
});

/** The states of a vector and its emitted events, step by step. */
function walk({ input, steps }: Vector): readonly unknown[] {
  now.args = { context: firstMemory(input as Parameters<typeof firstMemory>[0]), event: null };
  const running = create();
  running.start();
  const placeOf = () => running.getConfiguration()[0] ?? '';
  const stateOf = () => (placeOf() === 'ended' ? now.args.context.verdict.type : placeOf());
  const first = stateOf();
  return [
    first,
    ...steps.map((one) => {
      const { event } = one as { event: StepEvent };
      now.args = { ...now.args, event: event as ChartEvent };
      now.emitted = [];
      running.gen({ name: nameOf(event, placeOf()) });
      return [stateOf(), now.emitted];
    }),
  ];
}

test('lifecycle.scxml passes the plain vectors', () => {
  expect(PLAIN.length).toBeGreaterThan(450);
  for (const vector of PLAIN) {
    const { id, begin, steps } = vector;
    const expected = steps.map((one) => [(one as Outcome).state, emittedBy(one as Outcome)]);
    expect([id, ...walk(vector)]).toEqual([id, (begin as Outcome).state, ...expected]);
  }
});
