import { uuidOf } from './guids.ts';
import { type Institution, USERNAME } from './institutions.ts';
import type { Member, StoredLogin } from './member.ts';
import type { Rules } from './options.ts';
import { BankRefusal } from './refusal.ts';
import { parseScript, scriptOf } from './scripts.ts';

/** A field of a login form with its value. */
export interface GivenCredential {
  readonly guid: string;
  readonly value: string;
}

/**
 * Converts credentials to a login.
 *
 * @param before The login to update. Omitted fields stay unchanged.
 * @throws BankRefusal 400 when a field is unknown or missing, or the script of a `simulate:` password is invalid.
 */
export function loginOf(
  institution: Institution,
  credentials: readonly GivenCredential[],
  before: StoredLogin | null,
  rules: Rules,
): StoredLogin {
  if (institution.isOauth)
    throw new BankRefusal(
      400,
      `${institution.name} does not accept credentials, because it has an OAuth window.`,
    );
  const known = new Set(institution.credentials.map(({ guid }) => guid));
  if (credentials.some(({ guid }) => !known.has(guid)))
    throw new BankRefusal(400, `A credential guid does not belong to ${institution.code}.`);
  const given = (name: string) => {
    const field = institution.credentials.find(({ fieldName }) => fieldName === name);
    return credentials.findLast(({ guid }) => guid === field?.guid)?.value;
  };
  const [username, password] = [given('LOGIN'), given('PASSWORD')];
  const login: Partial<StoredLogin> = {
    ...before,
    ...(username !== undefined && {
      username: uuidOf(username),
      isKnownUser: rules.otherUsername === 'accepted' || username === USERNAME,
    }),
    ...(password !== undefined && { password: uuidOf(password), script: run(password, rules) }),
  };
  if (!isWhole(login))
    throw new BankRefusal(400, `${institution.name} needs the credentials LOGIN and PASSWORD.`);
  return login;
}

const isWhole = (login: Partial<StoredLogin>): login is StoredLogin =>
  login.username !== undefined && login.password !== undefined;

function run(password: string, rules: Rules): StoredLogin['script'] {
  const script =
    password === 'image' && rules.imageChallenge === 'IMAGE_OPTIONS'
      ? parseScript('image_options')
      : scriptOf(password);
  if ('problem' in script) throw new BankRefusal(400, `The password's script: ${script.problem}.`);
  return script;
}

/** The key of a member's login. Two members with the same key are duplicates. */
export function loginKey({ guid, userGuid, institution, login }: Member, rules: Rules): string {
  if (!login && rules.oauthReturns === 'connected') return guid;
  const credentials =
    rules.duplicates === 'credentials' ? [login?.username, login?.password] : [login?.username];
  return [userGuid, institution.code, ...credentials].join(' ');
}
