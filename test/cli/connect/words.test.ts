import { EN } from '@mx-member/connect/messages/en';
import { expect, test } from 'vitest';
import { caveat, doing } from '../../../packages/cli/src/connect/words.ts';
import { view } from '../../support/first-view.ts';

/** A text of the connect screen, as the command line writes it after the name of a state. */
const said = (text: unknown): string => {
  const [first = '', ...rest] = String(text).replaceAll('{bank}', 'your bank');
  return first.toLowerCase() + rest.join('');
};

test('the command line says what the connect screen says', () => {
  for (const [state, text] of [
    ['aggregating', EN.aggregating],
    ['authorizing', EN.authorizing],
    ['challenged', EN['ask.TEXT']],
    ['resumed', EN.resumed],
  ] as const)
    expect(doing({ state })).toMatch(new RegExp(`^\\w+: ${said(text)}$`));
  expect(String(EN.slow).toLowerCase()).toContain(caveat(view({ isSlow: true }))?.toLowerCase());
});
