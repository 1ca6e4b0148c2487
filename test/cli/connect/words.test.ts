import { endOf, HELP, textsOf } from '@mx-member/connect/messages/en';
import { describe, expect, test } from 'vitest';
import { caveat, doing, ending } from '../../../packages/cli/src/connect/words.ts';
import { afterJob, PAIRS, readingOf } from '../../support/ends.ts';
import { view } from '../../support/first-view.ts';
import { DENIED } from '../support/views.ts';

const textIn = textsOf(undefined, undefined);

test('the command line says what the connect screen says, after the name of the state', () => {
  const states = ['aggregating', 'authorizing', 'challenged', 'resumed', 'connected'] as const;
  expect(states.map((state) => doing({ state }))).toEqual([
    'Aggregating: connecting to your bank',
    'Authorizing: continue at your bank',
    'Challenged: answer a question from your bank',
    'Resumed: checking your answer',
    'Connected',
  ]);
  expect(caveat(view({ isSlow: true }))).toBe('This is taking longer than usual.');
});

describe('the ending', () => {
  const counts = { accounts: 3, transactions: 120 };
  /** What the ending has to name, for each first control of the screen. */
  const NAMED: Readonly<Record<string, RegExp>> = {
    login: /\blog ?in\b|enter/i,
    website: /on (?:its website|the website of your bank)/,
    retry: /try again/i,
    done: /later/,
    page: /choose|add|contact/i,
  };

  test.each(PAIRS)(
    'after %s with the code %s says what the screen says, once, and what to do',
    (status, code) => {
      const { outcome } = afterJob(readingOf(status, code));
      if (outcome === null) return;
      const { sentence, next } = ending(outcome, counts);
      expect(`${sentence} ${next}`).not.toMatch(/[.] [a-z]/);
      const said = `${sentence} ${next}`.split(/(?<=[.]) /).map((text) => text.toLowerCase());
      expect(said.filter((text, at) => said.indexOf(text) !== at)).toEqual([]);
      expect(sentence.startsWith('Connected')).toBe(outcome.outcome === 'connected');
      if (outcome.outcome === 'connected') return;
      const { who, primary } = HELP[outcome.nextStep];
      const end = endOf(outcome);
      expect(sentence).toBe(`Failed. ${textIn(`title.${end}`)}.`);
      // After a login that the bank refused, a person should know what another one can do.
      const warning = ['credentials', 'PREVENTED', 'newLogin'].includes(end)
        ? [textIn('lockWarning')]
        : [];
      expect(next).toBe(
        who === 'app' ? outcome.advice : [textIn(`reason.${end}`), ...warning].join(' '),
      );
      expect(`${sentence} ${next}`).toMatch(NAMED[primary] ?? /^$/);
    },
  );

  test('of an error of the software is the sentence of the machine, which names the error', () => {
    const refused = {
      ...DENIED,
      reason: 'unauthorized',
      nextStep: 'fixIntegration',
      connectionStatus: null,
      message: 'MX refused the API key.',
      advice: 'Check the API key.',
    } as const;
    expect(ending(refused, null)).toEqual({
      sentence: 'Failed. MX refused the API key.',
      next: 'Check the API key.',
    });
  });
});
