import type { WriteStream } from 'node:tty';
import type { Effect } from '@mx-member/machine';
import { expect, test } from 'vitest';
import { checkTopics } from '../../../packages/cli/src/conformance/check.ts';
import { FEATURES } from '../../../packages/cli/src/conformance/features.ts';
import { runRandom } from '../../../packages/cli/src/conformance/random/random.ts';
import { answer, createReference } from '../../../packages/cli/src/conformance/reference.ts';
import {
  Broken,
  replyOf,
  type Subject,
  type SubjectReply,
} from '../../../packages/cli/src/conformance/subject.ts';
import type { Vector } from '../../../packages/cli/src/conformance/vectors.ts';
import { compileText } from '../../../scripts/spec/text/compile.ts';
import { parseVectors } from '../../../scripts/spec/text/parse.ts';
import { inProcess } from '../support/in-process.ts';

/** The machine with a mistake in its answers. */
const wrong = (
  mistake: (reply: Extract<SubjectReply, { record: unknown }>) => object,
): Subject => ({
  async ask(request) {
    const reply = replyOf(JSON.parse(JSON.stringify(answer(request))));
    return 'record' in reply ? replyOf({ ...reply, ...mistake(reply) }) : reply;
  },
  close: async () => {},
});

/** Waits 1 ms longer where an answer by somebody else has still to be confirmed. */
const slow = wrong(({ effects, view }) => ({
  effects: (effects as readonly Effect[]).map((effect) =>
    effect.type === 'wait' && view.rule === 'elsewhereOnce'
      ? { ...effect, ms: effect.ms + 1 }
      : effect,
  ),
}));

async function run(
  subject: Subject,
  options: { readonly json?: boolean; readonly steps?: number } = {},
) {
  const { json = false, steps = 2_000 } = options;
  let out = '';
  // All that a run uses of a stream.
  const stdout = { write: (text: string) => (out += text) } as unknown as WriteStream;
  const settings = { steps, seed: 1, features: new Set(FEATURES), bail: true, json };
  const code = await runRandom(settings, { reference: answer, subject }, { stdout }, 120);
  return { code, out };
}

test('what agrees is told with the numbers, and one seed means the same steps', async () => {
  const { code, out } = await inProcess('conformance --random 300 --seed 7');
  expect(out).toMatch(/^3\d\d random steps in \d+ lifecycles \(--seed 7\) agree\.\n$/);
  expect(code).toBe(0);
  expect((await inProcess('conformance --random 300 --seed 7')).out).toBe(out);
  expect((await inProcess('conformance --random 300 --seed 8')).out).not.toBe(out);
});

test('a difference becomes a short vector, in words that the specification reads', async () => {
  const { code, out } = await run(slow);
  expect(code).toBe(1);
  const [text = '', why = ''] = out.split('\n\nThe last step is other here:\n');
  expect(why).toContain('effects[0].ms:\n3010     | 3011');
  const [parsed] = parseVectors(`${text.replace('\n\nbegin', '\nrules: M4\n\nbegin')}\n`);
  if (!parsed) throw new Error('there is no vector in the text');
  const { vector, came } = compileText('random', parsed);
  expect(came).toEqual(parsed.steps.map(({ expected }) => expected));
  expect(vector.steps).toHaveLength(5);
  expect(vector.steps.map((step) => ('state' in step ? step.state : ''))).toEqual([
    'aggregating.waiting',
    'aggregating.reading',
    'challenged.waiting',
    'challenged.reading',
    'challenged.waiting',
  ]);
});

test('the vector as JSON passes with the machine, and fails with what was wrong', async () => {
  const { out } = await run(slow, { json: true });
  const { vector, differences } = JSON.parse(out.split('\n')[0] ?? '') as {
    vector: Vector;
    differences: unknown;
  };
  expect(differences).toEqual([{ path: 'effects[0].ms', expected: 3010, got: 3011 }]);
  const failureOf = async (subject: Subject) => {
    const topics = [{ name: 'random', vectors: [vector] }];
    for await (const { failure } of checkTopics(topics, subject)) return failure;
  };
  expect(await failureOf(createReference())).toBeNull();
  expect(await failureOf(slow)).toMatchObject({ step: vector.steps.length, differences });
});

test('an implementation that breaks is told so, and the run ends', async () => {
  const broken: Subject = {
    ask: async () => {
      throw new Broken('It ended by SIGSEGV without an answer.');
    },
    close: async () => {},
  };
  const { code, out } = await run(broken);
  expect(out).toContain('The last step is other here:\nIt ended by SIGSEGV without an answer.');
  expect(code).toBe(1);
});

test.each([
  ['conformance --random 0', '--random must be at least 1.'],
  ['conformance --seed 1', '--seed is for --random.'],
  ['conformance --random 5 --filter V1', 'Give either --random or --filter, not both.'],
  [
    'conformance --features oauth,magic',
    '--features: expected are oauth, sealed, after, recover, or none.',
  ],
])('%s is refused', async (line, message) => {
  const { code, err } = await inProcess(line);
  expect(err).toContain(message);
  expect(code).toBe(2);
});
