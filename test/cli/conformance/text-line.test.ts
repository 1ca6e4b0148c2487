import { expect, test } from 'vitest';
import { lineOfStep } from '../../../packages/cli/src/conformance/text-line.ts';
import {
  readTopics,
  shippedVectors,
  writtenTextOf,
} from '../../../packages/cli/src/conformance/vectors.ts';

test('each step of a vector is shown with the line that it was made from', () => {
  const text = [
    '=== story',
    '# One sentence.',
    'rules: V1',
    'question A: { "type": "TOKEN" }',
    'setup: started',
    'poll CREATED running => aggregating.waiting (beingAggregated): wait 3s',
    'hint => aggregating.reading: cancelWait; readStatus',
    '+2s done readStatus CONNECTED idle => connected (connected): ended connected',
  ].join('\n');
  // The setup has made the steps 0 to 2.
  const shown = [2, 3, 4, 5, 6].map((step) => lineOfStep(text, step, 6)?.split(' =>')[0] ?? null);
  const poll = 'poll CREATED running';
  expect(shown).toEqual([null, poll, poll, 'hint', '+2s done readStatus CONNECTED idle']);
});

test('a line of the specification names the event of its step', () => {
  const WORDS: Readonly<Record<string, RegExp>> = {
    cancel: /\b(cancel|damaged|event)\b/,
    'status.changed': /\b(hint|damaged|event)\b/,
    'challenge.answer': /\b(answer|damaged|event)\b/,
    elapsed: /\b(elapsed|poll|damaged|event)\b/,
    done: /\b(done|poll|damaged|event)\b/,
    error: /\b(error|fails|damaged|event)\b/,
  };
  const wrong = readTopics(shippedVectors()).flatMap(({ vectors }) =>
    vectors.flatMap(({ id, file = '', steps }) => {
      const text = writtenTextOf(file)?.text;
      return steps.flatMap((step, index) => {
        const line = text && lineOfStep(text, index + 1, steps.length);
        const { type } = Object('event' in step ? step.event : { type: 'recover' });
        return !line || (WORDS[String(type)] ?? /./).test(line)
          ? []
          : [`${id} ${index + 1}: ${line}`];
      });
    }),
  );
  expect(wrong).toEqual([]);
});
