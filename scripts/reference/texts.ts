import { EN, EN_REPAIR } from '../../packages/connect/src/messages/en.ts';
import { ES, ES_REPAIR } from '../../packages/connect/src/messages/es.ts';
import { FR_CA, FR_CA_REPAIR } from '../../packages/connect/src/messages/fr-ca.ts';
import type { Text } from '../../packages/connect/src/messages/texts.ts';
import { code, table } from '../spec/markdown.ts';

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
    where: 'The heading of each screen. `firstLogin` is the login form before the member exists.',
    has: (key) =>
      startsWith('ask.')(key) ||
      isOneOf(
        ...['aggregating', 'waiting', 'authorizing', 'questions', 'resumed', 'connected'],
        ...['failed', 'cancelled', 'firstLogin', 'login'],
      )(key),
  },
  {
    title: 'Buttons',
    where:
      '`submit` is below questions, `submitLogin` below a login form, and `sending` replaces both while something is sent. `openLogin` opens the first login form again. The texts with `act` call `onNextStep`.',
    has: (key) =>
      startsWith('act.')(key) ||
      isOneOf(
        ...['submit', 'submitLogin', 'sending', 'cancel', 'retry', 'openLogin', 'openBank'],
        ...['openBankAgain', 'reveal'],
      )(key),
  },
  {
    title: 'Names and labels',
    where:
      '`bank` is `{bank}` without `institution.name`. A screen reader reads `label` for the whole screen, `elapsed` before the running time, and `picture` for the picture of a question.',
    has: isOneOf('lang', 'bank', 'label', 'elapsed', 'picture'),
  },
  {
    title: 'Why it ended',
    where: 'Below the title `failed`, by the reason. MX’s own sentence comes first, if it has one.',
    has: startsWith('reason.'),
  },
  {
    title: 'What to do next',
    where: 'Below the reason, by the next step.',
    has: startsWith('next.'),
  },
  {
    title: 'The host does not go on',
    where: 'Below the title `failed`, by `view.stopped`.',
    has: startsWith('stopped.'),
  },
  {
    title: 'Delays',
    where: 'Below the title while calls fail, by `view.warning`.',
    has: startsWith('warning.'),
  },
  {
    title: 'Wrong answers',
    where: 'At the field of the question. `fillIn` is at an empty field of a login form.',
    has: (key) => startsWith('problem.')(key) || key === 'fillIn',
  },
  {
    title: 'The bank’s own page',
    where: 'Below the title `authorizing`, by `view.bank.state`.',
    has: startsWith('bank.'),
  },
  {
    title: 'Other sentences',
    where:
      '`check` is above questions with a wrong answer, `loginProblem` above a login form that could not be sent, `slow` in a wait, `old` after a success without new data, and `elsewhere` in a second tab.',
    has: (key) => !startsWith('repair.')(key),
  },
  {
    title: 'Repair',
    where: 'The screen of [a broken member](repair.md) and the row of a list.',
    has: startsWith('repair.'),
  },
];

const wordsOf = (text: Text | undefined): string =>
  typeof text === 'function' ? text({ bank: '{bank}', count: 2, when: '{when}' }) : (text ?? '');

/** The tables of each language, by the title of its column. */
const LANGUAGES: readonly (readonly [title: string, texts: Table])[] = [
  ['English', { ...EN_REPAIR, ...EN }],
  ['Spanish', { ...ES_REPAIR, ...ES }],
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

/** The page. */
export const textsPage = (): string => `# The texts of the screen

This page lists every text of [the connect screen](connect.md#texts) with its key for \`messages\`. \`{bank}\` becomes the
institution's name, \`{count}\` a number and \`{when}\` a time. \`npx --yes pnpm@12 generate\` generates this page from the tables
of texts.

${GROUPS.map(section).join('\n\n')}
`;
