import {
  type ConnectionOptions,
  createMemberConnection,
  findPart,
  type MemberConnection,
  type Messages,
  type Part,
  plural,
  screenOf,
  type Text,
} from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { EN, EN_REPAIR } from '@mx-member/connect/messages/en';
import { ES_419, ES_419_REPAIR } from '@mx-member/connect/messages/es-419';
import { FR_CA, FR_CA_REPAIR } from '@mx-member/connect/messages/fr-ca';
import { createRepair } from '@mx-member/connect/repair';
import { connectionHealth } from '@mx-member/machine/health';
import type { MemberView } from '@mx-member/machine/step';
import { describe, expect, test, vi } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { question } from '../support/fake-member.ts';
import { view } from '../support/first-view.ts';
import { shown, textOf } from './support/shown.ts';

const connectionWith = (options: Partial<ConnectionOptions> = {}) =>
  createMemberConnection({
    host: createBrowserHost({ port: new Bank() }),
    input: { member: memberOf(1), job: 'aggregate' },
    institution: { name: 'MX Bank' },
    ...options,
  });

/** The options of a repair of a member whose login was refused, three days after its last success. */
function denied() {
  const now = Date.parse('2026-01-04T00:00:00Z');
  const reading = {
    connectionStatus: 'DENIED',
    isBeingAggregated: false,
    challenges: [],
    successfullyAggregatedAt: '2026-01-01T00:00:00Z',
  };
  const rest = { isOauth: false, backgroundAggregationIsDisabled: false, isManual: false };
  const health = connectionHealth({ ...rest, reading, isManagedByUser: true }, now);
  return { ...connectionWith().options, health, now };
}

/** The screen of a member. */
function screenWith(member: Partial<MemberView>, options: Partial<ConnectionOptions> = {}) {
  const connection = connectionWith(options);
  const whole = view({ since: 0, elapsed: 0, revision: 0, ...member });
  return shown(connection, { view: { ...connection.getServerView(), member: whole } });
}

const textIn = (connection: MemberConnection, part: Part): string => {
  const node = findPart(screenOf(connection), part);
  return node ? textOf(node) : '';
};

const wordsOf = (text: Text): string =>
  typeof text === 'function'
    ? text({ bank: 'MX Bank', count: 2, when: 'now', app: 'Budget' })
    : text;

describe.each([
  ['es-419', 'es-419', { ...ES_419, ...ES_419_REPAIR }],
  ['fr-ca', 'fr-CA', { ...FR_CA, ...FR_CA_REPAIR }],
])('the pack %s', (_, lang, pack) => {
  const english: Readonly<Record<string, Text>> = { ...EN, ...EN_REPAIR };

  test('has its own text for each English text, and no others', () => {
    expect(pack.lang).toBe(lang);
    expect(Object.keys(pack).toSorted()).toEqual(Object.keys(english).toSorted());
    const same = Object.entries(pack).filter(
      ([key, text]) => wordsOf(text) === wordsOf(english[key] ?? ''),
    );
    expect(same.map(([key]) => key)).toEqual(['repair.title.none']);
  });

  test('uses only known placeholders, and ends each sentence as English does', () => {
    for (const [key, text] of Object.entries(pack)) {
      const words = wordsOf(text);
      expect(words.replaceAll(/\{(bank|count|when|app)\}/g, '')).not.toMatch(/[{}]/);
      const [, end] = /([.…?]?)$/.exec(wordsOf(english[key] ?? '')) ?? [];
      expect([key, words.at(-1)]).toEqual([key, end || expect.stringMatching(/[^.…]/)]);
    }
  });

  test('says on a button something else than in the sentence above it', () => {
    const texts: Readonly<Record<string, Text>> = pack;
    for (const [key, text] of Object.entries(texts).filter(([name]) => name.startsWith('act.'))) {
      const sentence = wordsOf(texts[key.replace('act', 'next')] ?? '');
      expect(sentence).not.toBe(`${wordsOf(text)}.`);
    }
  });

  test('translates the whole screen, including the age of data', () => {
    const { title, buttons, root } = screenWith({}, { messages: pack });
    expect([title, buttons.cancel, root.props.lang]).toEqual([
      wordsOf(pack.aggregating).replace('{bank}', 'MX Bank'),
      pack.cancel,
      lang,
    ]);
    const repair = createRepair({ ...denied(), messages: pack });
    expect(textIn(repair, 'age')).toMatch(lang === 'es-419' ? 'hace 3 días' : 'il y a 3 jours');
  });
});

test('every English text is a sentence for people or a short label', () => {
  const { lang, ...texts } = EN;
  for (const text of Object.values(texts).map(wordsOf)) {
    expect(text).toMatch(/^[A-Z{]|^your bank$/);
    if (!text.endsWith('.') && !text.endsWith('…')) expect(text.length).toBeLessThan(60);
  }
});

describe('the words of a page', () => {
  test('replace texts one by one, and "your bank" begins a sentence with a capital letter', () => {
    const messages = { aggregating: '{bank} wird verbunden', cancel: 'Abbrechen' };
    const { title, buttons, root } = screenWith({}, { messages, institution: {} });
    expect([title, buttons]).toEqual(['Your bank wird verbunden', { cancel: 'Abbrechen' }]);
    const answer = { 'reason.answer': 'Bitte erneut. {bank} fragt, und {bank} wartet.' };
    const outcome = {
      outcome: 'failed',
      job: null,
      start: null,
      reason: 'answer',
      nextStep: 'restart',
      connectionStatus: null,
      errorCode: null,
      lastFault: null,
      message: '',
      advice: '',
    } as const;
    const { details } = screenWith({ outcome }, { messages: answer, institution: {} });
    expect(details).toEqual(['Bitte erneut. Your bank fragt, und your bank wartet.']);
    // The texts come without a language.
    expect(root.props.lang).toBeUndefined();
  });

  test('of one code, or of all codes without words of their own, also of a code that a later host has', () => {
    const warned = (code: string, messages: NonNullable<ConnectionOptions['messages']>) =>
      shown(connectionWith({ messages }), {
        view: { ...connectionWith().getServerView(), warning: code as 'unreachable' },
      }).details[0];
    const messages = { 'warning.other': 'Unterbrochen.', 'warning.rateLimited': 'Zu viel.' };
    expect(warned('unreachable', messages)).toBe('Unterbrochen.');
    expect(warned('rateLimited', messages)).toBe('Zu viel.');
    expect(warned('lost', messages)).toBe('Your answer may not have arrived.');
    expect(warned('ofALaterHost', {})).toBe('The connection was interrupted. We will keep trying.');
  });

  test('have plural forms', () => {
    const titleOf = (questions: Text, count: number) =>
      screenWith(
        {
          state: 'challenged',
          busy: false,
          needs: 'answers',
          prompt: 1,
          challenges: Array.from({ length: count }, (_, index) => question(`CRD-${index}`)),
        },
        { messages: { questions } },
      ).title;
    const polish = plural('pl', {
      one: '{count} pytanie',
      few: '{count} pytania',
      other: '{count} pytań',
    });
    expect([2, 5, 22].map((count) => titleOf(polish, count))).toEqual([
      '2 pytania',
      '5 pytań',
      '22 pytania',
    ]);
    expect(titleOf(({ bank, count }) => `${bank}: ${count}`, 3)).toBe('MX Bank: 3');
    expect(titleOf(plural('ar-EG', { other: '{count} أسئلة' }), 3)).toBe('٣ أسئلة');
  });

  test('keep the name of the institution as it is, and isolate it from text of the other direction', () => {
    const titleOf = (name: string, aggregating: Messages['aggregating'] = '{bank} wartet') =>
      screenWith({}, { institution: { name }, messages: { aggregating } }).title;
    expect(titleOf('n26')).toBe('n26 wartet');
    expect(titleOf('$& Bank')).toBe('$& Bank wartet');
    expect(titleOf('بنك')).toBe('\u2068بنك\u2069 wartet');
    expect(titleOf('MX Bank', 'جارٍ الاتصال بـ {bank}')).toBe('جارٍ الاتصال بـ \u2068MX Bank\u2069');
  });
});

describe('messages that are replaced while the screen is shown', () => {
  test('draw the screen again in their language, and English follows without any', () => {
    const connection = connectionWith();
    const said = () => {
      const { title, root } = shown(connection);
      return [title, root.props.lang];
    };
    vi.stubGlobal('window', undefined); // So that nothing begins.
    const drawn = vi.fn();
    const leave = connection.subscribe(drawn);
    const before = connection.getView();
    connection.setMessages(ES_419);
    expect(said()).toEqual(['Conectando con MX Bank', 'es-419']);
    expect(drawn).toHaveBeenCalledTimes(1);
    expect(connection.getView()).toEqual(before);
    expect(connection.getView()).not.toBe(before);
    connection.setMessages(undefined);
    expect(said()).toEqual(['Connecting to MX Bank', 'en']);
    leave();
    vi.unstubAllGlobals();
  });

  test('also belong to a repair, with the age of its data', () => {
    const connection = createRepair(denied());
    connection.setMessages({ ...ES_419, ...ES_419_REPAIR });
    expect(textIn(connection, 'age')).toContain('hace 3 días');
    expect(shown(connection).title).toBe('MX Bank no aceptó sus datos de acceso');
  });
});

test('a person who has cancelled does not see an error', () => {
  const outcome = {
    outcome: 'failed',
    job: null,
    start: null,
    reason: 'cancelled',
    nextStep: 'restart',
    connectionStatus: null,
    errorCode: null,
    lastFault: null,
    message: '',
    advice: null,
  } as const;
  const { title, details, root } = screenWith({ state: 'failed', busy: false, outcome });
  expect([title, ...details, root.props['data-tone']]).toEqual([
    'You canceled',
    'MX Bank is not connected. You can start again.',
    'calm',
  ]);
});

test('a logo is shown beside the title if it is the address of a picture', () => {
  const logoOf = (logo: string) => {
    const connection = connectionWith({ institution: { name: 'MX Bank', logo } });
    const [first] = screenOf(connection).children;
    return typeof first === 'object' ? [first.tag, first.props.src, first.props.alt] : [];
  };
  expect(logoOf('https://logos.example/mxbank.png')).toEqual([
    'img',
    'https://logos.example/mxbank.png',
    '',
  ]);
  expect(logoOf('javascript:alert(1)')[0]).toBe('div');
});
