import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  bySteps,
  byXState,
  type Case,
  casesOfVectors,
  type Evaluator,
} from '../support/evaluators.ts';

/** Ways in which an evaluator of charts can be wrong: this text of the file, and what is there instead. */
const MUTANTS = [
  [
    'does what is in the transition before the exit',
    'evaluate.ts',
    '[...exitOf(leaf), ...operations, ',
    '[...operations, ...exitOf(leaf), ',
  ],
  [
    'does what is in the transition after the entry',
    'evaluate.ts',
    '...operations, ...entryOf(end.leaf)]',
    '...entryOf(end.leaf), ...operations]',
  ],
  [
    'takes the last transition whose guard holds',
    'evaluate.ts',
    'of edges ?? [])',
    'of (edges ?? []).toReversed())',
  ],
  [
    'does not ask the guards',
    'evaluate.ts',
    'if (edge.fits(args)) return edge;',
    'if (edge) return edge;',
  ],
  [
    'leaves a state and enters it again where no target is named',
    'evaluate.ts',
    'if (target === undefined) return { fits, operations, to: place };',
    'if (target === undefined) return { fits, operations: [...exitOf(leaf), ...operations, ...entryOf(leaf)], to: place };',
  ],
  [
    'does not leave the state for one beside it',
    'evaluate.ts',
    '[...exitOf(leaf), ',
    '[...(beside && leaf.after ? [] : exitOf(leaf)), ',
  ],
  [
    'leaves the wait without an end to it',
    'evaluate.ts',
    "if (after) return [{ type: 'stopWait' }];",
    '',
  ],
  [
    'leaves the call without an end to it',
    'evaluate.ts',
    "return invoke ? [{ type: 'stopCall', call: invoke.src }] : [];",
    'return [];',
  ],
  [
    'enters without what is done there',
    'evaluate.ts',
    'if (entry) return [operationOf(entry)];',
    '',
  ],
  [
    'asks the states around before the inner one',
    'evaluate.ts',
    'of spot.levels)',
    'of spot.levels.toReversed())',
  ],
  ['asks only the inner state', 'evaluate.ts', 'of spot.levels)', 'of spot.levels.slice(0, 1))'],
  [
    'begins a state in the last of those in it',
    'evaluate.ts',
    'spotAt(inside + node.initial)',
    'spotAt(inside + Object.keys(node.states).at(-1))',
  ],
  [
    'does not go on from a place that is left at once',
    'step.ts',
    'edge = choose(place.always, { context, event: inner })',
    'edge = undefined',
  ],
  [
    'goes on by what was true before',
    'step.ts',
    'edge = choose(place.always, { context, event: inner })',
    'edge = choose(place.always, { context: before, event: inner })',
  ],
  [
    'does everything with the context from before',
    'step.ts',
    'const args = { context, event: inner };',
    'const args = { context: before, event: inner };',
  ],
  ['tells nobody', 'step.ts', 'effects.push(operation.run(args));', 'operation.run(args);'],
  [
    'stops a call that has ended',
    'step.ts',
    "if (type !== 'done' && type !== 'error')\n",
    'if (type)\n',
  ],
  [
    'stops a wait that has ended',
    'step.ts',
    "if (type !== 'elapsed') effects",
    'if (type) effects',
  ],
  [
    'takes a result as an error',
    'step.ts',
    'return { output: event.reading };',
    'return { error: event.reading };',
  ],
] as const;

let folder = '';
let cases: readonly Case[] = [];
let expected: readonly object[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mx-member-evaluators-'));
  cases = casesOfVectors();
  expected = cases.map(([from, event]) => byXState(from, event));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The evaluator of a copy of the machine in which these texts are others. */
async function mutated(index: number, file: string, changes: readonly string[]) {
  const copy = join(folder, `${index}`);
  cpSync(join(import.meta.dirname, '../../packages/machine/src'), copy, { recursive: true });
  const path = join(copy, file);
  let source = readFileSync(path, 'utf8');
  for (let at = 0; at < changes.length; at += 2) {
    const [from = '', to = ''] = changes.slice(at);
    expect(source.split(from), `${file} has this once: ${from}`).toHaveLength(2);
    source = source.replace(from, () => to);
  }
  writeFileSync(path, source);
  return (await import(pathToFileURL(join(copy, 'step.ts')).href)) as Evaluator;
}

/** The first of the cases that does not go as XState has it. */
const firstUnlike = (evaluator: Evaluator): Case | undefined =>
  cases.find(([from, event], index) => {
    try {
      return !isDeepStrictEqual(bySteps(evaluator, from, event), expected[index]);
    } catch {
      return true;
    }
  });

test('a copy of the evaluator without a mistake does what XState does', async () => {
  expect(firstUnlike(await mutated(0, 'step.ts', []))).toBeUndefined();
});

test.each(MUTANTS.map(([name, file, ...changes], index) => ({ name, file, changes, index })))(
  'a comparison with XState finds an evaluator that $name',
  async ({ file, changes, index }) => {
    expect(firstUnlike(await mutated(index + 1, file, changes))).toBeDefined();
  },
);
