import {
  type ConnectionOptions,
  type ConnectionView,
  createMemberConnection,
  screenOf,
} from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import type { NextStep } from '@mx-member/machine/step';
import { describe, expect, test, vi } from 'vitest';
import { createEndReporter } from '../../packages/connect/src/screen/ends.ts';
import { NEXT_STEPS } from '../../packages/machine/src/data/lifecycle.ts';
import { Bank, memberOf } from '../support/bank.ts';
import { view } from '../support/first-view.ts';
import { shown } from './support/shown.ts';

const connectionWith = (options: Partial<ConnectionOptions> = {}) =>
  createMemberConnection({
    host: createBrowserHost({ port: new Bank() }),
    access: {} as NonNullable<ConnectionOptions['access']>,
    input: { member: memberOf(1), job: 'aggregate' },
    institution: { name: 'MX Bank', code: 'mxbank' },
    ...options,
  });

const NOTHING = connectionWith().getServerView();

const failedWith = (nextStep: NextStep, more: Partial<ConnectionView> = {}): ConnectionView => ({
  ...NOTHING,
  member: view({
    state: 'failed',
    busy: false,
    outcome: {
      outcome: 'failed',
      job: null,
      start: null,
      reason: 'unavailable',
      nextStep,
      connectionStatus: null,
      errorCode: null,
      lastFault: null,
      message: '',
      advice: null,
    },
  }),
  ...more,
});

const CLOSED_FORM = { login: { fields: [], problem: null, hold: null } };

describe('every failure has a next step', () => {
  const CASES = NEXT_STEPS.flatMap((step) =>
    [true, false].flatMap((oauth) =>
      ['mxbank', undefined].map((code) => ({ step, oauth, code }) as const),
    ),
  );

  test.each(CASES)('$step, with the bank’s page: $oauth, code: $code', ({ step, oauth, code }) => {
    const taken: string[] = [];
    const input = { member: memberOf(1), job: 'aggregate', oauth } as const;
    const institution = { name: 'MX Bank', ...(code && { code }) };
    const connection = connectionWith({
      input,
      institution,
      onNextStep: (next) => taken.push(next),
    });
    const isForm = step === 'updateCredentials' && !oauth && code !== undefined;
    const { buttons, press } = shown(connection, {
      view: failedWith(step, isForm ? CLOSED_FORM : {}),
    });
    expect(Object.keys(buttons)).toHaveLength(1);
    if ('nextStep' in buttons) press('nextStep');
    expect(taken).toEqual('nextStep' in buttons ? [step] : []);
  });

  test('without `onNextStep`, the screen has no button for the step', () => {
    const { buttons } = shown(connectionWith(), { view: failedWith('contactSupport') });
    expect(buttons).toEqual({});
  });

  test('`onNextStep` can be an object: only the steps in it have a button', () => {
    const contactSupport = vi.fn();
    const connection = connectionWith({ onNextStep: { contactSupport } });
    const at = (step: NextStep) => shown(connection, { view: failedWith(step) });
    expect(at('chooseInstitution').buttons).toEqual({});
    at('contactSupport').press('nextStep');
    expect(contactSupport).toHaveBeenCalledWith('contactSupport', failedWith('contactSupport'));
  });

  test('without a step, the screen has no button for one', () => {
    const { buttons } = shown(connectionWith({ onNextStep: () => {} }), { view: NOTHING });
    expect(buttons).toEqual({ cancel: 'Cancel' });
  });

  test('`onNextStep` of a screen replaces `onNextStep` of the connection', () => {
    const [ofConnection, ofScreen] = [vi.fn(), vi.fn()];
    const connection = connectionWith({ onNextStep: ofConnection });
    const failed = failedWith('connectAgain');
    shown(connection, { view: failed, onNextStep: ofScreen }).press('nextStep');
    expect(ofScreen.mock.calls).toEqual([['connectAgain', failed]]);
    expect(ofConnection).not.toHaveBeenCalled();
  });
});

describe('an end', () => {
  const busy: ConnectionView = { ...NOTHING, member: view() };
  const ends = (...views: readonly ConnectionView[]) => {
    const told: unknown[] = [];
    const report = createEndReporter();
    for (const each of views)
      report(
        { ...connectionWith(), getView: () => each },
        {
          onFailed: ({ nextStep, restored }) => told.push([nextStep, restored]),
          onStopped: (code) => told.push(code),
        },
      );
    return told;
  };
  const connection = connectionWith();
  const endsOfOne = (...views: readonly ConnectionView[]) => {
    const told: unknown[] = [];
    const report = createEndReporter();
    let current = NOTHING;
    const one = { ...connection, getView: () => current };
    for (const next of views) {
      current = next;
      report(one, {
        onFailed: ({ nextStep, restored }) => told.push([nextStep, restored]),
        onStopped: (code) => told.push(code),
      });
    }
    return told;
  };

  test('that happens on the screen is reported once and is not restored', () => {
    const failed = failedWith('tryLater');
    expect(endsOfOne(NOTHING, busy, failed, failed)).toEqual([['tryLater', false]]);
  });

  test('that existed at a reload is restored, but the end of the next attempt is not', () => {
    const again = failedWith('restart', { attempt: 2 });
    expect(endsOfOne(NOTHING, failedWith('tryLater'), { ...busy, attempt: 2 }, again)).toEqual([
      ['tryLater', true],
      ['restart', false],
    ]);
  });

  test('of another connection in the same screen is reported too', () => {
    expect(ends(busy, failedWith('tryLater'))).toEqual([['tryLater', true]]);
  });

  test('of a host that does not go on is reported with its code', () => {
    expect(endsOfOne(busy, { ...busy, stopped: 'forbidden' })).toEqual(['forbidden']);
  });
});

describe('the whole screen', () => {
  test('has the class names that the page gives to its parts', () => {
    const root = screenOf(connectionWith(), {
      view: failedWith('restart'),
      classes: { root: 'card', retry: 'button' },
    });
    expect(root.props.class).toBe('card');
    const [status, retry] = root.children.map((child) => Object(child).props.class);
    expect([status, retry]).toEqual([undefined, 'button']);
  });
});
