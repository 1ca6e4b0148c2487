import { ANSWERS, PASSWORDS, SCRIPT_PREFIX } from '@mx-member/simulator';

/**
 * A request that changed the bank. The bank lives in the page and would be lost with it; but it follows its clock and
 * what it is sent and nothing else, so that the same requests at the same times make the same bank again.
 */
export interface DiaryEntry {
  /** When the bank received it, in ms since 1970. */
  readonly at: number;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly type: string | null;
  readonly body: string;
}

/** Stands for everything that was typed and is no word of the bank's own. */
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
 * A body as the diary keeps it. The bank treats all words alike that are not in its published tables, so the diary
 * writes one word for all of them: nothing that a person made up is kept.
 */
export function remembered(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body, withoutSecrets));
  } catch {
    return body; // A form of the bank's OAuth page: a decision, no secret.
  }
}
