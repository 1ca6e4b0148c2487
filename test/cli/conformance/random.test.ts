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
  type SubjectRequest,
} from '../../../packages/cli/src/conformance/subject.ts';
import type { Vector } from '../../../packages/cli/src/conformance/vectors.ts';
import { healthTexts } from '../../../scripts/spec/health/text.ts';
import { compileText } from '../../../scripts/spec/text/compile.ts';
import { parseVectors } from '../../../scripts/spec/text/parse.ts';
import { inProcess } from '../support/in-process.ts';

/** The machine with a bug in its answers. */
const wrong = (
  mistake: (reply: Extract<SubjectReply, { record: unknown }>) => object,
): Subject => ({
  async ask(request) {
    const reply = replyOf(JSON.parse(JSON.stringify(answer(request))));
    return 'record' in reply ? replyOf({ ...reply, ...mistake(reply) }) : reply;
  },
  close: async () => {},
});

/** Waits 1 ms longer to confirm that somebody else has answered. */
const slow = wrong(({ effects, view }) => ({
  effects: (effects as readonly Effect[]).map((effect) =>
    effect.type === 'wait' && view.rule === 'elsewhereOnce'
      ? { ...effect, ms: effect.ms + 1 }
      : effect,
  ),
}));

async function run(
  subject: Subject,
  options: { readonly json?: boolean; readonly steps?: number; readonly health?: boolean } = {},
) {
  const { json = false, steps = 2_000, health = false } = options;
  let out = '';
  // The only method of a stream that a run uses.
  const stdout = { write: (text: string) => (out += text) } as unknown as WriteStream;
  const settings = { steps, seed: 1, features: new Set(FEATURES), health, bail: true, json };
  const code = await runRandom(settings, { reference: answer, subject }, { stdout }, 120);
  return { code, out };
}

test('agreement is reported with the totals, and the same seed gives the same steps', async () => {
  const { code, out } = await inProcess('conformance --random 300 --seed 7');
  expect(out).toMatch(/^3\d\d random steps in \d+ lifecycles \(--seed 7\) agree\.\n$/);
  expect(code).toBe(0);
  expect((await inProcess('conformance --random 300 --seed 7')).out).toBe(out);
  expect((await inProcess('conformance --random 300 --seed 8')).out).not.toBe(out);
});

test('a difference becomes a short vector, in words that the specification reads', async () => {
  const { code, out } = await run(slow);
  expect(code).toBe(1);
  const [text = '', why = ''] = out.split('\n\nThe last step differs:\n');
  expect(why).toContain('effects[0].ms:\n3010     | 3011');
  const [parsed] = parseVectors(`${text.replace('\nbegin', '\nrules: M4\nbegin')}\n`);
  if (!parsed) throw new Error('the text has no vector');
  const { vector, came } = compileText('random', parsed);
  expect(came).toEqual(parsed.steps.map(({ expected }) => expected));
  expect(vector.steps.length).toBeLessThanOrEqual(5);
  const states = vector.steps.map((step) => ('state' in step ? step.state : ''));
  expect(states.slice(-3)).toEqual([
    'challenged.waiting',
    'challenged.reading',
    'challenged.waiting',
  ]);
});

test('the JSON vector passes with the machine, and fails with the bug', async () => {
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

/** The machine, given another request than it is asked. */
const asking = (other: (request: SubjectRequest) => SubjectRequest): Subject => ({
  ask: async (request) => replyOf(JSON.parse(JSON.stringify(answer(other(request))))),
  close: async () => {},
});

/** The machine, given another value in place of one. */
function taking(what: object, instead: object): Subject {
  const [one = '', other = ''] = [what, instead].map((part) => JSON.stringify(part).slice(1, -1));
  return asking((request) => JSON.parse(JSON.stringify(request).replaceAll(one, other)));
}

/** Goes on from the last record that it has made itself, whichever it is given. */
function remembering(): Subject {
  let last: unknown;
  return {
    async ask(request) {
      const isNew = request.do === 'step' && Object(request.record).state === Object(last).state;
      const reply = answer(isNew ? { ...request, record: last } : request);
      if ('record' in reply) last = reply.record;
      return replyOf(JSON.parse(JSON.stringify(reply)));
    },
    close: async () => {},
  };
}

test('an implementation that remembers something beside the record is found', async () => {
  const { code, out } = await run(remembering(), { json: true });
  expect(code).toBe(1);
  const { vector } = JSON.parse(out.split('\n')[0] ?? '') as { vector: Vector };
  expect(vector.steps.some((step) => 'record' in step)).toBe(true);
  const topics = [{ name: 'random', vectors: [vector] }];
  for await (const { failure } of checkTopics(topics, createReference()))
    expect(failure).toBeNull();
});

test('an implementation that begins each attempt as the first is found', async () => {
  const forgetful = asking((request) =>
    request.do === 'begin'
      ? { do: 'begin', input: { ...Object(request.input), after: undefined } }
      : request,
  );
  const { code, out } = await run(forgetful, { json: true });
  expect(code).toBe(1);
  const { vector } = JSON.parse(out.split('\n')[0] ?? '') as { vector: Vector };
  expect(vector).toMatchObject({ input: { after: { schema: 5 } }, steps: [] });
});

test.each([
  ['a job of null as the usual one', { job: null }, { job: 'aggregate' }],
  ['a status of null as a text', { connectionStatus: null }, { connectionStatus: 'null' }],
])('an implementation that takes %s is found', async (_, what, instead) => {
  const { code } = await run(taking(what, instead));
  expect(code).toBe(1);
});

test.each([
  ['a damaged record', true, '\nwith '],
  ['a malformed event', false, '\nevent {"'],
])('an implementation that takes %s is found', async (_, isRecord, text) => {
  /** What it was given last that was right: it takes that for what is wrong. */
  let right: SubjectRequest | null = null;
  const lenient: Subject = {
    async ask(request) {
      const reply = answer(request);
      if (!('refused' in reply)) right = request;
      const isLenient = 'refused' in reply && right && request.do !== 'begin';
      const isOfRecord = isLenient && reply.refused.includes('record');
      const taken = isLenient && isOfRecord === isRecord ? answer(right as SubjectRequest) : reply;
      return replyOf(JSON.parse(JSON.stringify(taken)));
    },
    close: async () => {},
  };
  const { code, out } = await run(lenient);
  expect(code).toBe(1);
  expect(out).toContain(text);
  const [found = ''] = out.split('\n\nThe last step differs:\n');
  const [parsed] = parseVectors(found.replace('\nbegin', '\nrules: R4\nbegin'));
  if (!parsed) throw new Error('the text has no vector');
  expect(parsed.steps.at(-1)?.expected).toBe('refused');
  const { came } = compileText('random', parsed);
  expect(came).toEqual(parsed.steps.map(({ expected }) => expected));
});

/** The health of a subject that gets one field of it wrong. */
const unwell = (mistake: (health: Readonly<Record<string, unknown>>) => object): Subject => ({
  async ask(request) {
    const reply = replyOf(JSON.parse(JSON.stringify(answer(request))));
    return 'health' in reply ? { health: { ...reply.health, ...mistake(reply.health) } } : reply;
  },
  close: async () => {},
});

test('a difference in health becomes a line of the text vectors, as usual as it can be', async () => {
  const wrong = unwell(({ rule, lookAt }) =>
    rule === 'late' ? { lookAt: Number(lookAt) + 1 } : {},
  );
  const { code, out } = await run(wrong, { health: true, steps: 20_000 });
  expect(code).toBe(1);
  const [line = '', why = ''] = out.split('\n\nThe last step differs:\n');
  expect(why).toContain('health.lookAt:');
  const [vector] = healthTexts(line);
  expect(vector?.expected).toBe(vector?.came);
  expect(vector?.came).toMatch(/^overdue \(late\)/);
  expect(vector?.given.split(' ').length).toBeLessThanOrEqual(4);
  const json = await run(wrong, { health: true, steps: 20_000, json: true });
  expect(JSON.parse(json.out.split('\n')[0] ?? '')).toMatchObject({
    vector: { health: { rule: 'late' } },
    text: line,
  });
});

test('health agrees on random pages', async () => {
  const { code, out } = await inProcess('conformance --health --random 3000 --seed 7');
  expect(out).toBe('3,000 random pages (--seed 7) agree.\n');
  expect(code).toBe(0);
});

test.each([
  [
    'a flag that MX does not say as false',
    { isBeingAggregated: null },
    { isBeingAggregated: false },
  ],
  [
    'a bank with its own page as another one',
    { institutionSupportsOauth: true },
    { institutionSupportsOauth: false },
  ],
])('an implementation of health that takes %s is found', async (_, what, instead) => {
  const { code } = await run(taking(what, instead), { health: true, steps: 5_000 });
  expect(code).toBe(1);
});

test('an implementation that breaks is reported, and the run ends', async () => {
  const broken: Subject = {
    ask: async () => {
      throw new Broken('It ended by SIGSEGV before it answered.');
    },
    close: async () => {},
  };
  const { code, out } = await run(broken);
  expect(out).toContain('The last step differs:\nIt ended by SIGSEGV before it answered.');
  expect(code).toBe(1);
});

test.each([
  ['conformance --random 0', '--random must be at least 1.'],
  ['conformance --seed 1', '--seed needs --random.'],
  ['conformance --random 5 --filter V1', 'Give either --random or --filter, not both.'],
  ['conformance --refusals --health', 'Give either --refusals or --health, not both.'],
  [
    'conformance --features oauth,magic',
    '--features must be a list of oauth, sealed, after, recover, or none.',
  ],
])('%s is refused', async (line, message) => {
  const { code, err } = await inProcess(line);
  expect(err).toContain(message);
  expect(code).toBe(2);
});
