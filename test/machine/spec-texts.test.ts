import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { printEffect } from '../../packages/cli/src/conformance/text/print.ts';
import {
  printChanges,
  printReading,
  printTime,
} from '../../packages/cli/src/conformance/text/words.ts';
import type { Effect } from '../../packages/machine/src/index.ts';
import { healthTexts, rewrittenHealth } from '../../scripts/spec/health/text.ts';
import { rewritten, textSources, vectorsOf } from '../../scripts/spec/text/sources.ts';
import { parseReading, parseTime, withChanges } from '../../scripts/spec/text/words.ts';

const ROOT = join(import.meta.dirname, '../..');

const HEAD = `=== name
# Given up in a wait, it ends.
rules: L3
setup: started
`;
const STEP = `cancel => failed (cancelled): cancelWait; ended failed cancelled restart status=CONNECTED
`;

/** The text with a replacement. */
const withLine = (from: string, to: string): string => `${HEAD}${STEP}`.replace(from, to);

test('a vector has the steps of its setup before its own', () => {
  const [vector] = vectorsOf('topic', HEAD + STEP);
  expect(vector).toMatchObject({
    id: 'topic-name',
    description: 'Given up in a wait, it ends.',
    rules: ['L3'],
    input: { job: 'aggregate' },
    begin: { state: 'aggregating.reading' },
    steps: [
      { event: { type: 'done', call: 'readStatus', turn: 1 }, state: 'aggregating.starting' },
      { event: { type: 'done', call: 'startJob', turn: 2 }, state: 'aggregating.waiting' },
      {
        event: { type: 'cancel' },
        state: 'failed',
        effects: [{ type: 'cancelWait', turn: 3 }, { type: 'ended' }],
        view: { rule: 'cancelled' },
      },
    ],
  });
});

test.each([
  ['another state', 'failed (', 'connected ('],
  ['another rule', '(cancelled)', '(limit)'],
  ['another number of a wait', 'cancelWait', 'cancelWait #3'],
  ['an effect less', 'cancelWait; ', ''],
  [
    'another order of effects',
    'cancelWait; ended failed cancelled restart status=CONNECTED',
    'ended failed cancelled restart status=CONNECTED; cancelWait',
  ],
  ['another end', 'restart', 'tryLater'],
])('a text that expects %s is refused, with the name and the step', (_, from, to) => {
  expect(withLine(from, to)).not.toBe(HEAD + STEP);
  expect(() => vectorsOf('topic', withLine(from, to))).toThrow(/topic-name, step 0 \(cancel\)/);
});

test.each([
  ['an unknown line in the head', 'rules: L3', 'rule: L3', /a head has no line "rule: L3"/],
  ['no beginning', 'setup: started\n', '', /either with a setup or with the step begin/],
  ['an unknown setup', 'setup: started', 'setup: ready', /ready is not a setup/],
  ['an unknown event', 'cancel =>', 'give up =>', /give is nothing that happens/],
  [
    'a reading without its flag',
    'cancel =>',
    'poll CREATED =>',
    /neither running, idle nor unsaid/,
  ],
  [
    'an unknown word in a reading',
    'cancel =>',
    'poll CREATED idle at=1 =>',
    /nothing that a reading/,
  ],
  ['an unknown fault', 'cancel =>', 'poll fails tired =>', /tired is not a fault/],
  [
    'an unknown word in a fault',
    'cancel =>',
    'poll fails lost why=x =>',
    /nothing that a fault has/,
  ],
  ['an unknown call', 'cancel =>', 'done deleteMember CREATED idle =>', /is not a call/],
  ['an answer without its text', 'cancel =>', 'answer A =>', /A is not an answer/],
  ['a time without its unit', 'cancel =>', '+20 cancel =>', /20 is not a time/],
])('a text with %s is refused', (_, from, to, message) => {
  expect(() => vectorsOf('topic', withLine(from, to))).toThrow(message);
});

/** The steps of a vector after `setup: asked A`, with what comes of them. */
const withSteps = (...steps: readonly string[]): readonly string[] =>
  rewritten('topic', `=== name\n# A sentence.\nrules: L1\nsetup: asked A\n${steps.join('\n')}\n`)
    .trim()
    .split('\n')
    .slice(4);

describe('what follows from what stands before is not written', () => {
  test('a poll is one line, with two arrows where its first half is unusual', () => {
    expect(withSteps('poll CHALLENGED A', 'cancel', 'poll CREATED idle')).toEqual([
      'poll CHALLENGED A => challenged.waiting (challenge): wait 25s',
      'cancel => failed (cancelled) needs=none: cancelWait; ended failed cancelled restart status=CHALLENGED',
      'poll CREATED idle => ignored => ignored',
    ]);
  });

  test('the reading of an end is written where it is not the reading of the step', () => {
    const reading = parseReading(['CONNECTED', 'idle'], new Map());
    const output = {
      outcome: 'connected',
      fresh: true,
      evidence: 'none',
      start: 'taken',
      reading,
    } as const;
    const ended = { type: 'ended', output } as Effect;
    expect(printEffect(ended, { reading: { ...reading, message: 'Done.' } })).toBe(
      'ended connected fresh=true evidence=none',
    );
    expect(printEffect(ended, { reading: { ...reading, errorCode: 1000 } })).toBe(
      'ended connected fresh=true evidence=none CONNECTED idle',
    );
  });

  test('numbers are written where they are not the next one', () => {
    const usual = { turn: 4 };
    expect(printEffect({ type: 'cancelWait', turn: 4 }, usual)).toBe('cancelWait');
    expect(printEffect({ type: 'cancelWait', turn: 3 }, usual)).toBe('cancelWait #3');
    expect(printEffect({ type: 'wait', turn: 5, ms: 3_000 }, usual)).toBe('wait 3s');
    expect(printEffect({ type: 'wait', turn: 6, ms: 3_000 }, usual)).toBe('wait #6 3s');
  });
});

describe('what is wrong in itself', () => {
  test('is refused, and nothing has happened', () => {
    expect(
      withSteps(
        'with round=-1 cancel',
        'event {"type":"dance"}',
        'damaged {"type":"elapsed","turn":4}',
        'with round=7 damaged recover',
        'poll CHALLENGED A',
      ),
    ).toEqual([
      'with round=-1 cancel => refused',
      'event {"type":"dance"} => refused',
      'damaged {"type":"elapsed","turn":4} => refused',
      'with round=7 damaged recover => refused',
      'poll CHALLENGED A => challenged.waiting (challenge): wait 25s',
    ]);
  });

  test('is a step for each damage', () => {
    const text = `${HEAD}damaged {"type":"elapsed","turn":2} => refused\n`;
    const [vector] = vectorsOf('topic', text);
    const events = vector?.steps.slice(1).map((one) => 'event' in one && one.event);
    expect(events).toContainEqual({ type: 'elapsed', turn: -1 });
    expect(events).toContainEqual({ type: 'elapsed' });
    expect(events).toContainEqual({ type: 'elapsed', turn: 2, surprise: 1 });
  });

  test('an input that is refused has no steps', () => {
    const text = '=== name\n# A sentence.\nrules: R5\nwithout: job\nbegin => refused\n';
    expect(vectorsOf('topic', text)).toMatchObject([{ begin: { refused: true }, steps: [] }]);
  });

  test.each([
    ['state=failed', { state: 'failed' }],
    ['schema=1', { schema: 1 }],
    ['.surprise=null', { surprise: null }],
    ['context=x', { context: 'x' }],
    ['round=absent', { context: { phase: 'resumed' } }],
    ['phase="null"', { context: { phase: 'null', round: 1 } }],
  ])('%s is the same change in both directions', (text, change) => {
    const record = { schema: 4, state: 'resumed.waiting', context: { phase: 'resumed', round: 1 } };
    const changed = { ...record, ...change };
    expect(printChanges(record, changed)).toBe(text);
    expect(withChanges(record, [text])).toEqual(changed);
  });
});

test('missing expectations are written by the machine and then kept', () => {
  const empty = `${HEAD}cancel\n`;
  expect(() => vectorsOf('topic', empty)).toThrow(/but it is\nfailed \(cancelled\)/);
  expect(rewritten('topic', empty)).toBe(HEAD + STEP);
  expect(rewritten('topic', HEAD + STEP)).toBe(HEAD + STEP);
});

test('the texts have the format that the machine writes', () => {
  for (const [topic, source] of textSources()) expect(rewritten(topic, source)).toBe(source);
});

describe('the texts of health', () => {
  test('have the format that the machine writes', () => {
    for (const { expected, came } of healthTexts()) expect(expected).toBe(came);
  });

  test('get what is missing from the machine, and keep their comments', () => {
    const text = rewrittenHealth('# A comment.\n\nwell: CONNECTED idle\ngone: no page\n');
    expect(text).toBe(
      `# A comment.

well: CONNECTED idle => upToDate (upToDate): nobody none mayStart=withUser startFrom=-2h dataOf=-5h lookAt=+20h isReadByMx
gone: no page => over (gone): nobody none issue=gone mayStart=never
`,
    );
    expect(rewrittenHealth(text)).toBe(text);
  });

  test.each([
    ['well CONNECTED idle', /is not a vector of health/],
    ['well: CONNECTED', /neither running, idle nor unsaid/],
    ['well: CONNECTED idle happy=1', /happy=1 is nothing that a reading has/],
  ])('"%s" is refused', (text, message) => {
    expect(() => healthTexts(text)).toThrow(message);
  });
});

describe('the words', () => {
  test.each(['0s', '0.4s', '3.01s', '1337ms', '2147483647ms'])(
    '%s is the same time in both directions',
    (text) => {
      expect(printTime(parseTime(text))).toBe(text);
    },
  );

  test.each([
    'CREATED running',
    'null unsaid',
    'CHALLENGED idle A B',
    'CONNECTED idle started=T0 succeeded=never error=1000',
    'CONNECTED idle started=2026-01-01T02:00:00+02:00',
  ])('%s is the same reading in both directions', (text) => {
    expect(printReading(parseReading(text.split(' '), new Map()))).toBe(text);
  });
});

test('expectations are not rewritten in CI', async () => {
  const before = [...textSources()];
  const run = promisify(execFile)(
    process.execPath,
    ['--conditions=@mx-member/source', 'scripts/generate/main.ts', '--rewrite'],
    { cwd: ROOT, env: { ...process.env, CI: 'true' } },
  );
  await expect(run).rejects.toThrow('not written in CI');
  expect([...textSources()]).toEqual(before);
});
