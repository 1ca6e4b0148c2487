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
/** Endings that a secret name may have: `passwordHash`, `answerText`, `pin2`. */
const MORE = 's?\\d*(?:[-_]?(?:value|text|raw|plain|hash|base64|hex|confirm(?:ation)?))?';

/**
 * A name that ends in a secret word. `spin` is hidden too, because it ends in `pin`: too much is safer than too little.
 */
const SECRET = new RegExp(`(?:${WORDS})${MORE}$`, 'i');
const NAME = /^[\w-]+$/;

/**
 * Whether to hide a field, whatever its value. `challenge.answer` is excluded because it names an event, not a field.
 */
export const isSecretName = (name: string): boolean => NAME.test(name) && SECRET.test(name);

/** Whether a field is an actor id of XState. An inspector needs these ids, although their field names look secret. */
export const isActorId = (name: string, value: unknown): boolean =>
  name === 'sessionId' && typeof value === 'string' && /^x:\w+$/.test(value);

const GUIDS: Readonly<Record<string, GuidKind>> = {
  userguid: 'user',
  userid: 'user',
  memberguid: 'member',
  memberid: 'member',
};

/** Whose guid a field holds, in our spelling or in MX's. `undefined` if the field does not hold a guid. */
export function guidKindOf(name: string): GuidKind | undefined {
  const plain = name.toLowerCase().replaceAll('_', '');
  return Object.hasOwn(GUIDS, plain) ? GUIDS[plain] : undefined;
}
