import { describe, expect, test } from 'vitest';
import { createJsonScreen, createTextScreen } from '../../../packages/cli/src/connect/screens.ts';
import { view } from '../../support/first-view.ts';
import { CANCELLED, CHALLENGED, CONNECTED, DENIED } from '../support/views.ts';

function printing(create: typeof createJsonScreen) {
  const printed: string[] = [];
  return { screen: create((text) => printed.push(text)), printed };
}

describe('lines of JSON', () => {
  test('have one object for each change that a program can see', () => {
    const { screen, printed } = printing(createJsonScreen);
    screen.show(view());
    screen.show(view({ elapsed: 1000, rule: 'inProgress' }));
    screen.show(view({ isSlow: true }));
    screen.show(view({ state: 'resumed', round: 1 }));
    expect(printed.join('')).toMatch(/^(\{.*\}\n){3}$/);
    expect(JSON.parse(printed[0] ?? '')).toEqual({
      state: 'aggregating',
      busy: true,
      needs: null,
      round: 0,
      prompt: 0,
      challenges: [],
      problems: [],
      warning: null,
      isSlow: false,
      progress: null,
    });
  });

  test('show a question with the labels of its choices but without their values', () => {
    const { screen, printed } = printing(createJsonScreen);
    screen.show(CHALLENGED);
    expect(printed[0]).toMatch(
      /^\{"state":"challenged","busy":false,"needs":"answers","round":1,"prompt":0,"challenges":\[/,
    );
    expect(JSON.parse(printed[0] ?? '').challenges).toEqual([
      {
        guid: 'CRD-1',
        type: 'OPTIONS',
        label: 'Which phone?',
        options: [{ guid: 'CRO-1', label: 'Home' }, { label: 'Work' }],
      },
    ]);
  });

  test('escape characters that control a terminal or break a line, and keep the text', () => {
    const { screen, printed } = printing(createJsonScreen);
    const label = 'Say\u001b[2J \u009b2J\u007f now\u0085please\u2028\u202eesrever\u2069';
    screen.show({ ...CHALLENGED, challenges: [{ guid: 'a', type: 'TEXT', label, options: [] }] });
    expect(printed.join('')).toMatch(/^[\x20-\x7e]+\n$/);
    expect(JSON.parse(printed[0] ?? '').challenges[0].label).toBe(label);
  });

  test('end with the outcome and the next step, after the counts', () => {
    const { screen, printed } = printing(createJsonScreen);
    screen.end(DENIED, null);
    screen.end(CONNECTED, { accounts: 3, transactions: 120 });
    const { job: _, start: __, ...denied } = DENIED;
    expect(printed.map((line) => JSON.parse(line))).toEqual([
      denied,
      { accounts: 3, transactions: 120 },
      {
        outcome: 'connected',
        fresh: true,
        connectionStatus: 'CONNECTED',
        message: 'The account is connected.',
        advice: null,
      },
    ]);
  });
});

describe('lines of text', () => {
  test('show each phase once, the question, the problem of the answer, and the outcome', () => {
    const { screen, printed } = printing(createTextScreen);
    screen.show(view());
    screen.show(view({ elapsed: 1000 }));
    screen.show(CHALLENGED);
    screen.show({
      ...CHALLENGED,
      problems: [{ guid: 'CRD-1', code: 'empty', message: 'The answer is empty.' }],
    });
    screen.show(view({ state: 'failed', busy: false, outcome: DENIED }));
    screen.end(DENIED, null);
    expect(printed.join('')).toBe(
      [
        'Aggregating: connecting to your bank',
        'Challenged: answer a question from your bank (round 1)',
        '  "Which phone?" (Home | Work)',
        '  The answer is empty.',
        'Failed. Your bank did not accept your login.',
        'Check your login, then enter it again. Another wrong login may lock your account at your bank.',
        '',
      ].join('\n'),
    );
  });

  test('show each step of the wait once', () => {
    const { screen, printed } = printing(createTextScreen);
    const steps = [
      null,
      'loggingIn',
      'loggedIn',
      'accounts',
      'transactions',
      'transactions',
    ] as const;
    for (const progress of steps) screen.show(view({ progress }));
    expect(printed.join('')).toBe(
      [
        'Aggregating: connecting to your bank',
        '  We are logging in to your bank.',
        '  Your bank accepted your login. Your data is on its way.',
        '  Your accounts have arrived. The rest is on its way.',
        '  Your transactions have arrived. We are almost done.',
        '',
      ].join('\n'),
    );
  });

  test('show a fault, that it takes long, and an unknown status', () => {
    const { screen, printed } = printing(createTextScreen);
    screen.show(view({ warning: { code: 'unreachable', message: 'MX cannot be reached.' } }));
    screen.show(view({ isSlow: true }));
    screen.show(
      view({ status: { name: 'NEW', known: false, meaning: 'MX shows NEW.', message: null } }),
    );
    expect(printed.join('')).toBe(
      [
        'Aggregating: connecting to your bank',
        '  MX cannot be reached.',
        '  This is taking longer than usual.',
        '  MX shows NEW.',
        '',
      ].join('\n'),
    );
  });

  test('end with the counts, or with the next step if they are unknown', () => {
    const { screen, printed } = printing(createTextScreen);
    screen.end(CONNECTED, { accounts: 3, transactions: 120 });
    screen.end(CONNECTED, { accounts: 1, transactions: 1 });
    screen.end(CONNECTED, { accounts: 0, transactions: 0 });
    screen.end(CONNECTED, null);
    expect(printed.map((text) => text.split('\n')[1])).toEqual([
      '3 accounts, 120 transactions.',
      '1 account, 1 transaction.',
      '0 accounts, 0 transactions.',
      'Next: read accounts and transactions.',
    ]);
  });

  test('say only that the run was cancelled, if it was', () => {
    const { screen, printed } = printing(createTextScreen);
    screen.end(CANCELLED, null);
    expect(printed.join('')).toBe('You canceled.\n');
  });

  test('escape texts of the bank, so that they cannot control the terminal', () => {
    const { screen, printed } = printing(createTextScreen);
    const label = 'Say\u001b[2J \u001b]0;title\u0007now\r\nplease\u202e';
    screen.show({ ...CHALLENGED, challenges: [{ guid: 'a', type: 'TEXT', label, options: [] }] });
    expect(printed.join('')).toContain('"Say now please"');
  });
});
