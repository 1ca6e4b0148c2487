import { type ChallengeType, STATUSES, type StatusName } from '@mx-member/machine/step';

/** A connection status. `null` if the member has not got one. */
export type ConnectionStatus = Exclude<StatusName, 'null'> | null;

/**
 * The steps of a job, in order: the bank asks one or several questions at once, or the member shows a status. The last
 * step is the final status.
 */
export type Script = readonly (
  | { readonly ask: readonly ChallengeType[] }
  | { readonly show: ConnectionStatus; readonly errorCode?: number }
)[];

/** The prefix of the simulator's own passwords. A script follows it. */
export const SCRIPT_PREFIX = 'simulate:';

const QUESTIONS: Readonly<Record<string, ChallengeType>> = {
  text: 'TEXT',
  options: 'OPTIONS',
  token: 'TOKEN',
  image: 'IMAGE_DATA',
  image_options: 'IMAGE_OPTIONS',
};

const isStatus = (name: string): name is StatusName => Object.hasOwn(STATUSES, name);

function parseStep(text: string): Script[number] | string {
  const [name = '', code, ...rest] = text.split('/');
  if (isStatus(name) && name !== 'CHALLENGED') {
    const show = name === 'null' ? null : name;
    if (code === undefined) return { show };
    return /^\d{1,6}$/.test(code) && rest.length === 0
      ? { show, errorCode: Number(code) }
      : `an error code must be a number, as in "${name}/1001"`;
  }
  const kinds = text.split('+').map((kind) => QUESTIONS[kind]);
  return kinds.every((kind) => kind !== undefined)
    ? { ask: kinds }
    : `a step must be ${Object.keys(QUESTIONS).join(', ')} (several at once with "+"), or a status such as LOCKED`;
}

/**
 * Parses a script: steps with commas between them.
 *
 * ```
 * script   = [ step { "," step } ]
 * step     = question { "+" question } | status [ "/" error code ]
 * question = "text" | "options" | "token" | "image" | "image_options"
 * status   = each connection status of MX but CHALLENGED (that is "text"), or "null"
 * ```
 * Questions joined by `+` are asked at once. A status in the middle is shown while the job runs. The last status is the
 * result of the job. Without one, the result is CONNECTED. Examples: `options,token` · `text+options` ·
 * `DELAYED,token,LOCKED` · `CONNECTED/1001`.
 * @returns The script, or why it is invalid.
 */
export function parseScript(text: string): Script | { readonly problem: string } {
  const steps: Script[number][] = [];
  for (const [index, part] of (text === '' ? [] : text.split(',')).entries()) {
    const step = parseStep(part);
    if (typeof step === 'string') return { problem: `step ${index + 1} is invalid: ${step}` };
    steps.push(step);
  }
  if (steps.slice(0, -1).some((step) => 'errorCode' in step))
    return { problem: 'only the last step can have an error code' };
  const last = steps.at(-1);
  return last && 'show' in last ? steps : [...steps, { show: 'CONNECTED' }];
}

/** A row of the table of passwords. */
export interface Password {
  /** The exact password. */
  readonly password: string;
  /** Its script, in the format of {@link parseScript}. */
  readonly script: string;
  /** In a sentence. */
  readonly meaning: string;
  /** Whether it is an addition of the simulator that MX Bank does not have. */
  readonly extension: boolean;
}

const bank = (password: string, script: string, meaning: string): Password => ({
  password,
  script,
  meaning,
  extension: false,
});
const added = (script: string, meaning: string): Password => ({
  password: SCRIPT_PREFIX + script,
  script,
  meaning,
  extension: true,
});

/**
 * The passwords of MX Bank (D-TEST, DW), and examples of the simulator's own, which are `simulate:` and any script.
 * Passwords are case sensitive and need the username `mxuser`. Every other password connects.
 */
export const PASSWORDS: readonly Password[] = [
  bank(
    'correct',
    '',
    'Connects without a question. Every password that is not in this list does the same.',
  ),
  bank('challenge', 'text', 'Asks a question to answer in words.'),
  bank('options', 'options', 'Asks to choose from a list.'),
  bank('image', 'image', 'Shows a picture of a word to type.'),
  bank('BAD_REQUEST', 'FAILED', 'The bank does not get a username and a password.'),
  bank('UNAUTHORIZED', 'DENIED', 'The bank does not know this login.'),
  bank('INVALID', 'DENIED', 'The username or the password is wrong.'),
  bank('LOCKED', 'LOCKED', 'The login is right, but the user is locked.'),
  bank('DISABLED', 'DENIED', 'The bank does not let this user in.'),
  bank('SERVER_ERROR', 'FAILED', 'The bank has an internal error.'),
  bank('UNAVAILABLE', 'FAILED', 'The bank is not available.'),
  added('options,token', 'Two rounds: choose a phone, then type the code sent to it.'),
  added('text+options', 'Two questions at once.'),
  added('image_options', 'Asks to choose a picture.'),
  added('token,LOCKED', 'Asks for a code, then locks the user. Every status can be final.'),
  added('DELAYED,CONNECTED', 'Shows a status while the job runs, then ends.'),
  added('CONNECTED/1001', 'Connects with an error code: no accounts.'),
];

const SCRIPTS = new Map(PASSWORDS.map(({ password, script }) => [password, script]));

/** The script of a password, or why the script after `simulate:` is invalid. */
export function scriptOf(password: string): ReturnType<typeof parseScript> {
  const isOwn = password.startsWith(SCRIPT_PREFIX);
  return parseScript(isOwn ? password.slice(SCRIPT_PREFIX.length) : (SCRIPTS.get(password) ?? ''));
}

/** The statuses that a script shows, in order, for a table: `['CHALLENGED', 'CONNECTED']`. */
export function statusesOf(script: string): readonly string[] {
  const steps = parseScript(script);
  if ('problem' in steps) return [];
  return steps.map((step) => ('ask' in step ? 'CHALLENGED' : String(step.show)));
}
