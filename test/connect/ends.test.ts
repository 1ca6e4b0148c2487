import {
  type ConnectionView,
  findPart,
  type Institution,
  type MemberConnection,
  type Messages,
} from '@mx-member/connect';
import { EN, endOf, HELP } from '@mx-member/connect/messages/en';
import { ES_419 } from '@mx-member/connect/messages/es-419';
import { FR_CA } from '@mx-member/connect/messages/fr-ca';
import { ERROR_CODES, STATUSES } from '@mx-member/machine/step';
import { describe, expect, test } from 'vitest';
import { SCREENS, still } from '../screens/support/screens.ts';
import { afterJob, PAIRS, readingOf } from '../support/ends.ts';
import { shown } from './support/shown.ts';
import { elementsOf, partsOf } from './support/still-screen.ts';

const MX_SENTENCE = 'Connected to MX Bank, as MX says.';

/** The screen at the end of a job after which MX shows a status and an error code, with MX's own sentence. */
function endWith(
  status: string,
  errorCode: number | undefined,
  messages: Partial<Messages>,
  institution?: Institution,
) {
  const member = afterJob(readingOf(status, errorCode, { message: MX_SENTENCE }));
  const view: ConnectionView = {
    ...SCREENS.connected,
    member,
    login: SCREENS['the login again'].login,
  };
  const connection = still(view);
  const changed: MemberConnection = {
    ...connection,
    options: { ...connection.options, messages, ...(institution && { institution }) },
  };
  return { outcome: member.outcome, ...shown(changed) };
}

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N} ]/gu, '');

describe.each([
  ['English', EN],
  ['Spanish', ES_419],
  ['French', FR_CA],
])('in %s', (_, messages) => {
  const connected = String(messages.connected).replace('{bank}', 'MX Bank');

  test.each(PAIRS)(
    '%s with the code %s does not contradict itself, says nothing twice, and helps',
    (status, code) => {
      const { outcome, title, details, buttons, root } = endWith(status, code, messages);
      const said = [title, ...details].map((text) => bare(text ?? ''));
      expect(said.join()).not.toContain(bare(MX_SENTENCE));
      if (outcome?.outcome !== 'connected') expect(title).not.toBe(connected);
      for (const [index, text] of said.entries())
        expect(said.filter((other, at) => at !== index && other.includes(text))).toEqual([]);
      if (outcome === null) return;
      expect(Object.keys(buttons).length).toBeGreaterThan(0);
      if (outcome.outcome === 'connected') return;
      const { primary, quiet } = HELP[outcome.nextStep];
      expect(findPart(root, 'website') !== null).toBe(primary === 'website');
      expect(findPart(root, 'retry')?.props['data-quiet']).toBe(
        quiet.includes('retry') || undefined,
      );
      // A sentence that sends a person to the website has a link to it.
      const links = partsOf(elementsOf(root), 'link').map(({ props }) => props.href);
      if (/website|sitio web|site Web/.test(details.join()))
        expect(primary === 'website' || links.includes('https://bank.example/')).toBe(true);
      // No button says "now" where the sentence says "later".
      const first = elementsOf(root).find(({ tag }) => tag === 'button')?.props['data-part'];
      if (outcome.nextStep === 'tryLater') expect(first).toBe('done');
    },
  );

  test('each failing status has a title of its own, but for those that do not show who has a problem', () => {
    const failing = Object.entries(STATUSES).filter(([, row]) => row.class === 'failed');
    const of = Object.groupBy(
      failing.map(([status]) => status),
      (status) => endWith(status, undefined, messages).title ?? '',
    );
    expect(Object.values(of).filter((shared) => shared && shared.length > 1)).toEqual([
      ['DEGRADED', 'DISCONNECTED', 'FAILED'],
    ]);
  });
});

test('each error code has the title of its own words, and no title of another reason', () => {
  const titles = Object.keys(ERROR_CODES).map(
    (code) => endWith('CONNECTED', Number(code), EN).title,
  );
  expect(titles).toEqual([
    ...['None of your accounts fits here', 'No accounts found', 'More permissions are needed'],
    ...['The code was wrong', 'MX Bank did not accept your answer'],
    'The time for your answer ran out',
    ...['MX Bank asks for your login again', 'MX Bank did not accept your login'],
    ...['MX Bank is not available right now', 'MX Bank is down for maintenance'],
    'MX Bank is not available right now',
  ]);
});

test('a code says nothing where something else has decided', () => {
  const end = { nextStep: 'tryLater', connectionStatus: 'CONNECTED', lastFault: null } as const;
  expect(endOf({ ...end, reason: 'tookTooLong', errorCode: 2001 })).toBe('tookTooLong');
  expect(endOf({ ...end, reason: 'unavailable', errorCode: 3001 })).toBe('institutionMaintenance');
});

test('an error code decides the words although the status is good', () => {
  expect(endWith('CONNECTED', 1001, EN)).toMatchObject({
    title: 'No accounts found',
    details: ['MX Bank shows no account that we can use here. Choose another bank or account.'],
    buttons: { nextStep: 'Choose another bank' },
  });
  expect(endWith('DENIED', 1002, EN).title).toBe('More permissions are needed');
});

test('a locked account leads to the website of the bank, and another try stays possible', () => {
  const { root, title, buttons } = endWith('LOCKED', undefined, EN);
  expect(title).toBe('MX Bank has locked your account');
  expect(findPart(root, 'website')).toMatchObject({
    tag: 'a',
    props: { href: 'https://bank.example/', rel: 'noopener noreferrer' },
    children: ['Open the website of MX Bank'],
  });
  expect(buttons).toEqual({ retry: 'Try again' });
});

test.each([
  ['English', EN, 'Unlock it with MX Bank: on its website, in its app or by phone.'],
  ['Spanish', ES_419, 'Desbloquéela con MX Bank: en su sitio web, en su app o por teléfono.'],
  ['French', FR_CA, 'auprès de MX Bank : sur son site Web, dans son appli ou par téléphone.'],
])(
  'without the address of the bank, words say where an account is unlocked, in %s',
  (_, messages, words) => {
    const { root, details } = endWith('LOCKED', undefined, messages, { name: 'MX Bank' });
    expect(details.join()).toContain(words);
    expect(findPart(root, 'website')).toBeNull();
    // Before the account is unlocked, another try does not help.
    expect(findPart(root, 'retry')?.props['data-quiet']).toBe(true);
  },
);

test('a refused login has the links of the bank, and says what another one can do', () => {
  const { root, details, labels } = endWith('DENIED', undefined, EN);
  expect(details).toContain('Another wrong login may lock your account at MX Bank.');
  expect(findPart(root, 'link')?.props.href).toBe('https://bank.example/forgot');
  expect(labels).toEqual(['Username', 'Password']);
  expect(endWith('DENIED', undefined, ES_419).labels).toEqual(['Nombre de usuario', 'Contraseña']);
  expect(endWith('IMPORTED', undefined, EN).details.join()).not.toContain('lock');
});
