import { describe, expect, test } from 'vitest';
import { remembered } from '../../packages/playground/src/bank/diary.ts';
import { maskedJson } from '../../packages/playground/src/log/mask.ts';

const resume = (value: string) =>
  JSON.stringify({ member: { challenges: [{ guid: 'CRD-1', value }] } });
const login = (value: string) =>
  JSON.stringify({ member: { credentials: [{ guid: 'CRD-1', value }] } });

describe("the bank's diary", () => {
  test.each(['correct', 'challenge', 'SERVER_ERROR'])(
    'keeps the answer "%s", which is a word of the bank\'s own',
    (answer) => expect(remembered(resume(answer))).toBe(resume(answer)),
  );

  test.each(['mxuser', 'UNAUTHORIZED', 'simulate:text,LOCKED'])(
    'keeps the credential "%s", which is a word of the bank\'s own',
    (word) => expect(remembered(login(word))).toBe(login(word)),
  );

  test('replaces every word that a person made up', () => {
    expect(remembered(resume('Xanadu-7'))).toBe(resume('other'));
    expect(remembered(login('hunter2'))).toBe(login('other'));
  });

  test('keeps a body that is not JSON as it is', () => {
    expect(remembered('decision=authorize')).toBe('decision=authorize');
  });
});

describe('the log', () => {
  test('masks answers and credentials at any depth, and keeps their guids', () => {
    const json = maskedJson({ event: { answers: [{ guid: 'CRD-1', value: 'Xanadu-7' }] } });
    expect(json).not.toContain('Xanadu-7');
    expect(json).toContain('CRD-1');
    expect(maskedJson({ credentials: 'hunter2' })).not.toContain('hunter2');
  });

  test('cuts a picture short', () => {
    const picture = `data:image/png;base64,${'A'.repeat(5000)}`;
    expect(maskedJson({ picture }).length).toBeLessThan(100);
  });
});
