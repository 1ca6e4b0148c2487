import type { GuidKind } from './pseudonyms.ts';

/** How the name of a field ends that nobody may see. `spin` is hidden with `pin`: better once too often. */
export const SECRET_WORDS =
  '(?:sealed|(?:answer|credential|pass(?:word|phrase|code|wd)|pwd|pin|otp|secret|token|api[-_]?key|authorization|cookie)s?)';

const SECRET = new RegExp(`^[\\w-]*${SECRET_WORDS}\\d*$`, 'i');

/** Whether a field is hidden whatever it holds. `challenge.answer` is the name of an event and none of a field. */
export const isSecretName = (name: string): boolean => SECRET.test(name);

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
