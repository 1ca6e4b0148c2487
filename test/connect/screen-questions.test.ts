import { type ConnectionView, findPart } from '@mx-member/connect';
import { ES_419 } from '@mx-member/connect/messages/es-419';
import { FR_CA } from '@mx-member/connect/messages/fr-ca';
import type { Challenge } from '@mx-member/machine/step';
import { describe, expect, test, vi } from 'vitest';
import { shown } from './support/shown.ts';
import {
  ALL,
  asking,
  connectionWith,
  elementsOf,
  IMAGE_DATA,
  OPTIONS,
  partsOf,
  screenWith,
  TEXT,
  TOKEN,
  viewWith,
} from './support/still-screen.ts';

describe('questions of all five types at once', () => {
  const elements = screenWith(viewWith(asking(ALL)));
  const fields = partsOf(elements, 'field');

  test('each has its own field or choice, named by its guid', () => {
    const names = elements
      .filter(({ tag }) => tag === 'input')
      .map(({ props }) => props['data-guid']);
    expect(names).toEqual(['CRD-1', 'CRD-2', 'CRD-3', 'CRD-3', 'CRD-4', 'CRD-5']);
  });

  test('a code has a plain field, because it may contain letters', () => {
    expect(fields.map(({ props }) => [props.type, props.autocomplete, props.inputmode])).toEqual([
      ['text', 'one-time-code', undefined],
      ['text', 'one-time-code', undefined],
      ['text', 'off', undefined],
    ]);
    expect(fields.map(({ props }) => props.enterkeyhint)).toEqual(['next', 'next', 'next']);
  });

  test('every field has its label, and every id is unique', () => {
    const ids = elements.map(({ props }) => props.id).filter((id) => id !== undefined);
    expect(ids).toEqual([...new Set(ids)]);
    const labelled = elements.filter(({ tag }) => tag === 'label').map(({ props }) => props.for);
    const inputs = elements.filter(({ tag }) => tag === 'input').map(({ props }) => props.id);
    expect(labelled).toEqual(inputs);
    for (const { props } of elements.filter(({ tag }) => tag === 'fieldset'))
      expect(ids).toContain(props['aria-labelledby']);
  });

  test('only the first field gets the focus', () => {
    const marked = elements.filter(({ props }) => props['data-focus']);
    expect(marked.map(({ props }) => props['data-guid'])).toEqual(['CRD-1']);
  });

  test('pictures are shown if their data is a picture', () => {
    expect(partsOf(elements, 'picture').map(({ props }) => [props.src, props.alt])).toEqual([
      ['data:image/png;base64,AA', 'The picture for this question'],
      ['data:image/png;base64,BB', ''],
    ]);
    const strange = { ...IMAGE_DATA, imageData: 'https://evil.example/pixel.png' };
    expect(partsOf(screenWith(viewWith(asking([strange]))), 'picture')).toEqual([]);
  });

  test('the title has the number of questions', () => {
    const { title } = shown(connectionWith(), { view: viewWith(asking(ALL)) });
    expect(title).toBe('Answer 5 questions from MX Bank');
  });
});

describe('an approval in the app of the bank', () => {
  const approval: Challenge = {
    guid: 'CRD-9',
    type: 'OPTIONS',
    label: 'Please approve the sign-in',
    options: [{ label: 'I have approved it', value: 'yes' }],
  };

  test.each([
    [
      'en',
      undefined,
      'Confirm that it is you',
      'If the app of MX Bank asks you to approve this login, approve it there. This page notices by itself.',
    ],
    [
      'es-419',
      ES_419,
      'Confirme que es usted',
      'Si la app de MX Bank le pide que apruebe este inicio de sesión, apruébelo allí. Esta página lo detectará sola.',
    ],
    [
      'fr-CA',
      FR_CA,
      'Confirmez que c’est bien vous',
      'Si l’appli de MX Bank vous demande d’approuver cette connexion, approuvez-la dans l’appli. Cette page le détectera d’elle-même.',
    ],
  ] as const)('has its words and no choice: %s', (_, messages, title, detail) => {
    const connection = connectionWith({ messages });
    const answer = vi.spyOn(connection, 'answer').mockResolvedValue([]);
    const screen = shown(connection, { view: viewWith(asking([approval])) });
    expect([screen.title, screen.details, screen.labels]).toEqual([
      title,
      [detail],
      ['Please approve the sign-in'],
    ]);
    expect(elementsOf(screen.root).filter(({ tag }) => tag === 'input')).toEqual([]);
    // The bank can also want an answer: its option is the button, in the words of the bank.
    expect(screen.buttons.submit).toBe('I have approved it');
    const label = findPart(screen.root, 'label');
    const submit = findPart(screen.root, 'submit');
    expect(submit?.props['aria-describedby']).toBe(label?.props.id);
    expect(findPart(screen.root, 'optionText')?.props.lang).toBe('');
    const onsubmit = findPart(screen.root, 'form')?.props.onsubmit;
    Object(onsubmit)({ preventDefault() {}, currentTarget: {} });
    expect(answer).toHaveBeenCalledWith({
      answers: [{ guid: 'CRD-9', value: 'yes' }],
      prompt: 1,
    });
  });

  test('has the button of the screen if the option has no words, and while it is sent', () => {
    const silent = { ...approval, options: [{ label: '', value: 'yes' }] };
    const buttonOf = (challenge: Challenge, more: Partial<ConnectionView> = {}) =>
      shown(connectionWith(), { view: viewWith(asking([challenge]), more) }).buttons.submit;
    expect(buttonOf(silent)).toBe('Continue');
    expect(buttonOf(approval, { isSending: true })).toBe('One moment…');
  });

  test.each([
    ['two options', [OPTIONS]],
    ['two questions', [approval, TEXT]],
    ['a text', [TEXT]],
  ])('is not seen in %s', (_, challenges) => {
    const { details } = shown(connectionWith(), { view: viewWith(asking(challenges)) });
    expect(details).toEqual([]);
  });
});

describe('a code', () => {
  const late = (view: ConnectionView) =>
    partsOf(screenWith(view), 'noCodeText').map(({ props }) => [props.hidden, props['data-late']]);

  test.each([
    ['TOKEN', 'Anything', true],
    ['TEXT', 'Enter the code that we sent', true],
    ['TEXT', 'Ingrese el código de seguridad', true],
    ['TEXT', 'What is your ZIP code?', false],
    ['TEXT', 'Which city?', false],
    ['IMAGE_DATA', 'Enter the code in the picture', false],
  ] as const)('as %s, asked with "%s", can be late: %s', (type, label, canBe) => {
    const asks = asking([{ ...TEXT, type, label }]);
    expect(late(viewWith(asks, { since: 5 }))).toEqual(canBe ? [[true, 60_005]] : []);
  });

  test('whose prompt is new is not late, and stays late while the person is asked whether to stop', () => {
    const keyOf = (prompt: number, more: Partial<ConnectionView> = {}) =>
      partsOf(screenWith(viewWith({ ...asking([TOKEN]), prompt }, more)), 'noCode')[0]?.key;
    expect(keyOf(2)).not.toBe(keyOf(1));
    expect(keyOf(1, { asksToCancel: true })).toBe(keyOf(1));
  });
});

describe('a problem with the answers', () => {
  const problems = [
    { guid: 'CRD-2', code: 'empty', message: '' },
    { guid: 'CRD-3', code: 'missing', message: '' },
  ] as const;
  const elements = screenWith(viewWith(asking(ALL), { problems }));

  test('is shown at its field, which refers to it; other fields show none', () => {
    const texts = partsOf(elements, 'problem').map(({ children }) => children[0]);
    expect(texts).toEqual(['Please enter an answer.', 'Please answer this question.']);
    const ids = partsOf(elements, 'problem').map(({ props }) => props.id);
    const invalid = elements.filter(({ props }) => props['aria-invalid'] === 'true');
    expect(invalid.map(({ props }) => props['aria-describedby'])).toEqual(ids);
    expect(invalid.map(({ tag }) => tag)).toEqual(['input', 'fieldset']);
  });

  test('moves the focus to the first problem', () => {
    const marked = elements.filter(({ props }) => props['data-focus']);
    expect(marked.map(({ props }) => props['data-guid'])).toEqual(['CRD-2']);
  });

  test('is announced by the live region in other words, so that nothing is said twice', () => {
    const details = partsOf(elements, 'detail').map(({ children }) => children[0]);
    expect(details).toEqual(['Please check what you entered.']);
    const one = shown(connectionWith(), {
      view: viewWith(asking([TEXT]), {
        problems: [{ guid: TEXT.guid, code: 'empty', message: '' }],
      }),
    });
    // One sentence says it, and a screen reader says that sentence.
    expect([one.details, one.problems]).toEqual([[], ['Please enter an answer.']]);
    expect(findPart(one.root, 'problem')?.props.role).toBe('alert');
  });

  test('disappears while new answers are sent, so that it is announced again if it comes back', () => {
    const sending = viewWith({ ...asking(ALL), problems }, { problems, isSending: true });
    const { details, problems: said } = shown(connectionWith(), { view: sending });
    expect([details, said]).toEqual([[], []]);
  });

  test('is announced by the live region if it is about all answers', () => {
    const general = [{ guid: null, code: 'notYet', message: '' }] as const;
    const { details } = shown(connectionWith(), {
      view: viewWith(asking([TEXT]), { problems: general, warning: 'unreachable' }),
    });
    expect(details).toEqual(['We could not take your answer. Please try again.']);
  });
});

test('a new prompt makes a new form, with empty fields; a poll does not', () => {
  const keyOf = (view: ConnectionView) => {
    const form = screenWith(view).find(({ tag }) => tag === 'form');
    return form?.key;
  };
  const view = viewWith(asking([TEXT]));
  expect(keyOf(view)).toBe(keyOf(viewWith({ ...asking([TEXT]), revision: 9 })));
  expect(keyOf(view)).not.toBe(keyOf(viewWith({ ...asking([TEXT]), prompt: 2 })));
  expect(keyOf(view)).not.toBe(keyOf({ ...view, attempt: 2 }));
});
