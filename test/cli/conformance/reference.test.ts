import { expect, test } from 'vitest';
import { answer } from '../../../packages/cli/src/conformance/reference.ts';

test('the machine of this package refuses a bad event with a sentence', () => {
  const input = { member: { userGuid: 'USR-1', memberGuid: 'MBR-1' }, job: 'aggregate' };
  const begun = answer({ do: 'begin', input });
  if (!('record' in begun)) throw new Error('it is refused');
  expect(answer({ do: 'step', record: begun.record, event: { type: 'dance' } })).toEqual({
    refused: expect.stringContaining('event'),
  });
});
