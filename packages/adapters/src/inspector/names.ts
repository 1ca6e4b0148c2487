import type { GuidKind } from './pseudonyms.ts';

const OF_KEYS = '(?:api|private|secret|access|signing|encryption|session|auth|client)';
const OF_CODES =
  '(?:otp|mfa|2fa|sms|tan|auth|security|verification|confirmation|one[-_]?time|access|login|authorization)';
const WORDS = [
  'sealed',
  'answer',
  'credential',
  'pass(?:word|phrase|code|wd)',
  'pwd',
  'pin',
  't?otp',
  'cv[vc]2?',
  'ssn',
  'secret',
  'token',
  'jwt',
  `${OF_KEYS}[-_]?key`,
  `${OF_CODES}[-_]?code`,
  'authorization',
  'cookie',
  'session[-_]?id',
].join('|');
/** May follow the word: `passwordHash`, `answerText`, `pin2`. */
const MORE = 's?\\d*(?:[-_]?(?:value|text|raw|plain|hash|base64|hex|confirm(?:ation)?))?';

/** The end of a secret field's name. `spin` is hidden with `pin`: better once too often. */
const SECRET = new RegExp(`(?:${WORDS})${MORE}$`, 'i');
const NAME = /^[\w-]+$/;

/** Whether a field is hidden whatever it holds. `challenge.answer` is the name of an event and none of a field. */
export const isSecretName = (name: string): boolean => NAME.test(name) && SECRET.test(name);

/** XState's ids of actors, which an inspector needs, have the name of another thing. */
export const isActorId = (name: string, value: unknown): boolean =>
  name === 'sessionId' && typeof value === 'string' && /^x:\w+$/.test(value);

const GUIDS: Readonly<Record<string, GuidKind>> = {
  userguid: 'user',
  userid: 'user',
  memberguid: 'member',
  memberid: 'member',
};

/** Whose guid a field holds, in our spelling or in MX's; `undefined` for any other field. */
export function guidKindOf(name: string): GuidKind | undefined {
  const plain = name.toLowerCase().replaceAll('_', '');
  return Object.hasOwn(GUIDS, plain) ? GUIDS[plain] : undefined;
}
