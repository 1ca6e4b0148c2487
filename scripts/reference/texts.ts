import { EN, EN_REPAIR } from '../../packages/connect/src/messages/en.ts';
import { endOf, HELP } from '../../packages/connect/src/messages/ends.ts';
import { ES_419, ES_419_REPAIR } from '../../packages/connect/src/messages/es-419.ts';
import { FR_CA, FR_CA_REPAIR } from '../../packages/connect/src/messages/fr-ca.ts';
import type { Text } from '../../packages/connect/src/messages/texts.ts';
import type { NextStep, Reason } from '../../packages/machine/src/data/types.ts';
import { ERROR_CODES } from '../../packages/machine/src/mx/error-codes.ts';
import { STATUSES } from '../../packages/machine/src/mx/statuses.ts';
import { code, codes, table } from '../spec/markdown.ts';

/** `docs/texts.md`: every text of the connect screen in each language. Only where a text is shown stands here. */

type Table = Readonly<Record<string, Text>>;

interface Group {
  readonly title: string;
  /** Where these texts are shown. */
  readonly where: string;
  has(key: string): boolean;
}

const startsWith =
  (...prefixes: readonly string[]) =>
  (key: string): boolean =>
    prefixes.some((prefix) => key.startsWith(prefix));
const isOneOf =
  (...keys: readonly string[]) =>
  (key: string): boolean =>
    keys.includes(key);

/** A text is in the first group that has its key. */
const GROUPS: readonly Group[] = [
  {
    title: 'Titles',
    where:
      'The heading of each screen. `firstLogin` is the login form before the member exists, and `unknownBank` stands there if MX does not know the institution.',
    has: (key) =>
      startsWith('ask.')(key) ||
      isOneOf(
        ...['aggregating', 'waiting', 'authorizing', 'questions', 'resumed', 'connected'],
        ...['firstLogin', 'unknownBank'],
      )(key),
  },
  {
    title: 'Buttons',
    where:
      '`submit` is below questions, `submitLogin` below a login form, and `sending` replaces both while something is sent. `openLogin` opens the first login form again, `tryAnyway` opens it although MX shows that the bank cannot be used, and `tryNow` polls while the connection is interrupted. The texts with `act` call `onNextStep`, and `done` calls `onDone`. `keep` and `confirmed` answer the question `confirm`.',
    has: (key) =>
      startsWith('act.')(key) ||
      isOneOf(
        ...['submit', 'submitLogin', 'sending', 'cancel', 'retry', 'tryNow'],
        ...[
          'openLogin',
          'tryAnyway',
          'openBank',
          'openBankAgain',
          'reveal',
          'done',
          'keep',
          'confirmed',
        ],
      )(key),
  },
  {
    title: 'Names and labels',
    where:
      '`bank` is `{bank}` without `institution.name`. A screen reader reads `label` for the whole screen, `elapsed` before the running time, and `picture` for the picture of a question. The texts with `field` are the labels of a login form, if the bank uses the same words in English.',
    has: (key) =>
      startsWith('field.')(key) || isOneOf('lang', 'bank', 'label', 'elapsed', 'picture')(key),
  },
  {
    title: 'How it ended',
    where:
      'A title and one sentence, by the reason of the failure, or by a status or block of MX that says more. [The table of ends](#ends) says when.',
    has: startsWith('title.', 'reason.'),
  },
  {
    title: 'The wait',
    where:
      'Below the titles `aggregating` and `resumed`, by `view.member.progress`: how far the job is, as MX shows it.',
    has: startsWith('progress.'),
  },
  {
    title: 'Links',
    where: 'Links of the bank, if `institution` has their addresses, and of your page about data.',
    has: startsWith('link.'),
  },
  {
    title: 'About the data',
    where:
      'Before the login, on the way to the bank’s page, and below questions. `about.loginFor` is `about.login` with `appName`.',
    has: startsWith('about.'),
  },
  {
    title: 'The host does not go on',
    where: 'Below the title `title.other`, by `view.stopped`.',
    has: startsWith('stopped.'),
  },
  {
    title: 'Delays',
    where: 'Below the title while calls fail, by `view.warning`.',
    has: startsWith('warning.'),
  },
  {
    title: 'Wrong answers',
    where:
      'At the field of the question. `fillIn` is at an empty field of a login form. The texts with `hint` are at a field of a login form, and stop nothing.',
    has: (key) => startsWith('problem.', 'hint.')(key) || key === 'fillIn',
  },
  {
    title: 'The bank’s own page',
    where: 'Below the title `authorizing`, by `view.bank.state`.',
    has: startsWith('bank.'),
  },
  {
    title: 'Other sentences',
    where:
      '`degraded` and `anyway` are before the first login with `showInstitutionStatus`. `check` is above several questions with a wrong answer. `loginProblem` is above a login form that could not be sent, `loginLost` above one whose reply was lost, and `lockWarning` above one after a refused login. `slow` is in a wait. `arrived` is after a success, `arrivedFor` in its place with `appName`, `accounts` with `countAccounts`, and `old` after a success without new data. `approval` is above a single question with a single option. `chosen` is above a field, before what the person chose in the round before, and `noCode` is below a code that nobody has typed for a minute. `offline` and `offlineAnswer` are for a browser without a network, `confirm` follows "Cancel" below questions, and `elsewhere` is in a second tab.',
    has: (key) => !startsWith('repair.')(key),
  },
  {
    title: 'Repair',
    where:
      'The screen of [a broken member](after-connected.md#repair-in-place) and the row of a list.',
    has: startsWith('repair.'),
  },
];

const wordsOf = (text: Text | undefined): string =>
  typeof text === 'function'
    ? text({ bank: '{bank}', count: 2, when: '{when}', app: '{app}' })
    : (text ?? '');

/** The tables of each language, by the title of its column. */
const LANGUAGES: readonly (readonly [title: string, texts: Table])[] = [
  ['English', { ...EN_REPAIR, ...EN }],
  ['Spanish (Latin America)', { ...ES_419_REPAIR, ...ES_419 }],
  ['French (Canada)', { ...FR_CA_REPAIR, ...FR_CA }],
];

const groupOf = (key: string): Group | undefined => GROUPS.find(({ has }) => has(key));

function section(group: Group): string {
  const [[, english]] = LANGUAGES as readonly [readonly [string, Table]];
  const keys = Object.keys(english).filter((key) => groupOf(key) === group);
  return `## ${group.title}

${group.where}

${table(
  ['key', ...LANGUAGES.map(([title]) => title)],
  keys.map((key) => [code(key), ...LANGUAGES.map(([, texts]) => wordsOf(texts[key]))]),
)}`;
}

const english: Table = { ...EN_REPAIR, ...EN };

/** The rows of the table of ends: a name, the failure or the words of a screen that goes on, and its source. */
function endRow(
  name: string,
  { reason, nextStep }: { readonly reason: Reason | null; readonly nextStep: NextStep | null },
  [status, errorCode]: readonly [status: string | null, errorCode: number | null],
  source: string,
): readonly string[] {
  if (!reason || !nextStep) {
    const key = GOES_ON[status ?? ''] ?? 'aggregating';
    const who = status === 'CHALLENGED' || status === 'PENDING' ? 'user' : 'nobody';
    return [code(name), wordsOf(english[key]), '', who, '', '', source];
  }
  const end = endOf({ reason, nextStep, connectionStatus: status, errorCode, lastFault: null });
  const { who, primary, quiet } = HELP[nextStep];
  return [
    code(name),
    ...[wordsOf(english[`title.${end}`]), wordsOf(english[`reason.${end}`])],
    ...[who, code(primary), codes(quiet), source],
  ];
}

const GOES_ON: Readonly<Record<string, string>> = {
  CONNECTED: 'connected',
  CHALLENGED: 'ask.TEXT',
  PENDING: 'authorizing',
  RESUMED: 'resumed',
};

const endRows = (): readonly (readonly string[])[] => [
  ...Object.entries(STATUSES).map(([name, row]) => endRow(name, row, [name, null], row.source)),
  ...Object.entries(ERROR_CODES).map(([name, row]) =>
    endRow(name, row, [null, Number(name)], 'CW'),
  ),
];

const CONTROLS: readonly (readonly string[])[] = [
  ['login', "the login form; with OAuth, the button for the bank's page"],
  ['website', 'a link to `institution.url`'],
  ['retry', 'another attempt'],
  ['page', 'a step of your page, which calls `onNextStep`'],
  ['done', 'the end of the screen, which calls `onDone`: nothing helps now'],
  ['forgotPassword', 'a link to `institution.forgotPasswordUrl`'],
  ['trouble', 'a link to `institution.troubleSigningInUrl`'],
].map(([name, what]) => [code(name ?? ''), what ?? '']);

/** The page. */
export const textsPage = (): string => `# The texts of the screen

This page lists every text of [the connect screen](looks.md#texts-and-languages) with its key for \`messages\`. \`{bank}\` becomes the
institution's name, \`{app}\` the name of your app, \`{count}\` a number and \`{when}\` a time. \`npx --yes pnpm@12 generate\` generates this page from the tables
of texts.

${GROUPS.map(section).join('\n\n')}

## Ends

What the screen says for each connection status and error code, who acts, and with which control. An error code decides before a
status. The tags of the sources are in [sources](sources.md).

${table(['MX shows', 'title', 'sentence', 'who acts', 'primary', 'quiet', 'source'], endRows())}

${table(['control', 'what it is'], CONTROLS)}
`;
