import { ANSWERS, PASSWORDS, SCRIPT_PREFIX } from '@mx-member/simulator';

/**
 * A request that changed the bank. The bank lives in the page and is lost with it. But it depends only on its clock and its
 * requests, so the same requests at the same times make the same bank again.
 */
export interface DiaryEntry {
  /** When the bank received it, in ms since 1970. */
  readonly at: number;
  readonly method: string;
  /** The path, with its query. */
  readonly path: string;
  readonly type: string | null;
  readonly body: string;
}

/** Stands for every typed text that is not a word of the bank. */
export const OTHER = 'other';

const PUBLIC = new Set([
  'mxuser',
  ...ANSWERS.map(({ answer }) => answer),
  ...PASSWORDS.map(({ password }) => password),
]);

const unsecret = (value: unknown): string =>
  typeof value === 'string' && (PUBLIC.has(value) || value.startsWith(SCRIPT_PREFIX))
    ? value
    : OTHER;

const withoutSecrets = (key: string, value: unknown): unknown =>
  (key === 'credentials' || key === 'challenges') && Array.isArray(value)
    ? value.map((one) => ({ ...one, value: unsecret(one?.value) }))
    : value;

/**
 * A body, as the diary keeps it. The bank treats all words that are not in its published tables alike. So the diary writes one
 * word for all of them, and never keeps a word that a person made up.
 */
export function remembered(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body, withoutSecrets));
  } catch {
    return body; // A form of the bank's OAuth page. It has a decision, which is not a secret.
  }
}
