import { type CredentialField, HostError, type MemberAccess } from '@mx-member/machine/hosting';
import { type MemberId, MxError, type Reading, toReading } from '@mx-member/machine/step';
import { type Ask, replyWith } from './client.ts';
import type { Renewal } from './create/renewal.ts';
import type { LoginAsk, SettleLogin } from './logins/logins.ts';
import { Refusal } from './problems.ts';
import type { Performs } from './server.ts';
import { isRefusal, isRefused } from './web/refused.ts';

/** The three calls of `MemberAccess` over HTTP: how a server serves them, and how a client makes them. */

export const ofMember = (member: MemberId) => ({ parameters: { ...Object(member) } });

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string';

const isWebAddress = (value: unknown): value is string =>
  // `URL` of React Native cannot check an address.
  isText(value) && /^https?:\/\/[^/\s]/i.test(value);

/** @throws {MxError} `badReturn` when the value has no web address as `oauthWindowUri`. */
function toOauthWindow(value: unknown): { readonly oauthWindowUri: string } {
  const { oauthWindowUri } = Object(value) as Fields;
  if (!isWebAddress(oauthWindowUri)) throw new MxError('badReturn');
  return { oauthWindowUri };
}

function toField(value: unknown): CredentialField {
  const { guid, fieldName, label, type } = Object(value) as CredentialField;
  if (![guid, fieldName, label, type].every(isText)) throw new MxError('badReturn');
  return { guid, fieldName, label, type };
}

/** @throws {MxError} `badReturn` when the value is not a list of form fields. */
function toFields(value: unknown): readonly CredentialField[] {
  if (!Array.isArray(value)) throw new MxError('badReturn');
  return value.map(toField);
}

/**
 * A reading without the time at which this server received it. Other fields that the port returns are dropped.
 *
 * @throws {MxError} `badReturn` when the value is not a reading.
 */
export function toSentReading(value: unknown): Reading {
  const { at: _, ...reading } = toReading(value as Reading, 0);
  return reading;
}

/** Begins to replace credentials. See `beginRenewal`. */
type BeginRenewal = (
  member: MemberId,
  countLogin: (ask: LoginAsk) => Promise<SettleLogin>,
) => Promise<Renewal>;

/**
 * Counts the login, and stores nothing else.
 *
 * @param look What MX shows of the member just now. Without it, what is remembered counts alone.
 */
export const counting =
  (look: (member: MemberId) => Promise<Reading | undefined>): BeginRenewal =>
  async (member, countLogin) => {
    const { memberGuid } = member;
    const settle = await countLogin({ memberGuid, reading: await look(member) });
    return { end: async (thrown) => (isRefused(thrown) ? settle(null) : undefined) };
  };

/**
 * The calls straight to MX. Only what may leave the server is returned.
 *
 * @param begin Counts the login, and stores that new credentials are about to be sent. They are not sent if it rejects. @default
 * nothing is stored
 */
export function accessPerforms(
  access: MemberAccess | undefined,
  begin = counting(async () => undefined),
): Performs {
  if (!access) return {};
  return {
    async oauthWindowUri({ member, body, signal }) {
      return toOauthWindow(await access.oauthWindowUri({ ...body, member }, { signal }));
    },
    async institutionCredentials({ parameters: { institutionCode = '' }, signal }) {
      return toFields(await access.institutionCredentials({ institutionCode }, { signal }));
    },
    async updateCredentials({ member, body: { credentials, confirmed }, signal, countLogin }) {
      let settle: SettleLogin = async () => {};
      const count = async (ask: LoginAsk) => {
        settle = await countLogin({ ...ask, credentials, confirmed });
        return settle;
      };
      const renewal = await begin(member, count).catch((thrown: unknown) => {
        if (thrown instanceof HostError)
          throw new Refusal('unavailable', { detail: thrown.message });
        // MX did not list the members. The caller must not take this for a lost reply to the credentials.
        throw thrown instanceof MxError && !isRefusal(thrown) ? new Refusal('unavailable') : thrown;
      });
      try {
        const updated = await access.updateCredentials({ member, credentials }, { signal });
        const reading = toSentReading((Object(updated) as Fields).reading);
        await settle(member.memberGuid, reading);
        await renewal.end();
        return { reading };
      } catch (thrown) {
        await renewal.end(thrown);
        throw thrown;
      }
    },
  };
}

/** The server has already checked the whole reading, and the lifecycle that begins with it checks it again. */
const toUpdated = replyWith<{ readonly reading: Reading }>({
  reading: replyWith<Reading>({ connectionStatus: 'string' }),
});

/** The calls of a client. */
export const createAccess = (ask: Ask): MemberAccess => ({
  oauthWindowUri: ({ member, ...body }, { signal } = {}) =>
    ask('oauthWindowUri', { ...ofMember(member), body, signal }, toOauthWindow),
  institutionCredentials: ({ institutionCode }, { signal } = {}) =>
    ask('institutionCredentials', { parameters: { institutionCode }, signal }, toFields),
  updateCredentials: ({ member, ...body }, { signal } = {}) =>
    ask('updateCredentials', { ...ofMember(member), body, signal }, toUpdated),
});
