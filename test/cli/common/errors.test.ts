import { MxError } from '@mx-member/machine';
import { expect, test } from 'vitest';
import {
  CliError,
  EXIT,
  explainError,
  Interrupt,
} from '../../../packages/cli/src/common/errors.ts';

test.each([
  [new CliError('Which?'), { error: 'usage', message: 'Which?', exitCode: 2 }],
  [new CliError('Who?', 'unanswered'), { error: 'unanswered', message: 'Who?', exitCode: 2 }],
  [new CliError('No room.', 'unavailable'), { error: 'unavailable', exitCode: 1 }],
  [new MxError('unreachable'), { error: 'unreachable', exitCode: 1 }],
  [new Interrupt(EXIT.terminated), { error: 'interrupted', exitCode: 143 }],
  [new Interrupt(EXIT.failed, new CliError('Why?')), { error: 'usage', message: 'Why?' }],
  [new TypeError('Oh.'), { error: 'unexpected', exitCode: 1 }],
  ['not an error', { error: 'unexpected', message: expect.stringContaining('no details') }],
])('%s becomes %o for a program', (error, told) => {
  expect(explainError(error)).toMatchObject(told);
});
