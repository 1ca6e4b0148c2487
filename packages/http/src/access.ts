import type { CredentialField, MemberAccess } from '@mx-member/machine/hosting';
import {
  type CallOptions,
  type MemberId,
  MxError,
  type Reading,
  toReading,
} from '@mx-member/machine/step';

/** The three calls of `MemberAccess` over HTTP: how a server serves them, and how a client makes them. */

/** The name and arguments of a call of `MemberAccess`. */
export type AccessCall =
  | { readonly call: 'oauthWindowUri'; readonly member: MemberId }
  | { readonly call: 'institutionCredentials'; readonly institutionCode: string }
  | {
      readonly call: 'updateCredentials';
      readonly member: MemberId;
      readonly credentials: readonly { readonly guid: string; readonly value: string }[];
    };

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string';

const isWebAddress = (value: unknown): value is string =>
  isText(value) && /^https?:/i.test(value) && URL.canParse(value);

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

/**
 * Makes a call, and returns only what may leave the server.
 *
 * @throws {MxError} `badReturn` when `access` returns something invalid. Also rejects with the error of `access`.
 */
export async function serveAccess(
  access: MemberAccess,
  asked: AccessCall,
  options: CallOptions,
): Promise<object> {
  switch (asked.call) {
    case 'oauthWindowUri': {
      const { member } = asked;
      return toOauthWindow(await access.oauthWindowUri({ member }, options));
    }
    case 'institutionCredentials': {
      const { institutionCode } = asked;
      return toFields(await access.institutionCredentials({ institutionCode }, options));
    }
    case 'updateCredentials': {
      const { member, credentials } = asked;
      const updated = await access.updateCredentials({ member, credentials }, options);
      return { reading: toSentReading((Object(updated) as Fields).reading) };
    }
  }
}

/** The server has already checked the whole reading, and the lifecycle that begins with it checks it again. */
function toUpdated(value: unknown): unknown {
  const { reading } = Object(value) as Fields;
  if (!isText((Object(reading) as Fields).connectionStatus)) throw new MxError('badReturn');
  return { reading };
}

/**
 * Makes the calls of a client.
 *
 * @param ask Sends a call, and returns the reply after `check`. `check` throws for an invalid reply.
 */
export const createAccess = (
  ask: <Result>(
    asked: AccessCall,
    check: (reply: unknown) => Result,
    options: CallOptions | undefined,
  ) => Promise<Result>,
): MemberAccess => ({
  oauthWindowUri: ({ member }, options) =>
    ask({ call: 'oauthWindowUri', member }, toOauthWindow, options),
  institutionCredentials: ({ institutionCode }, options) =>
    ask({ call: 'institutionCredentials', institutionCode }, toFields, options),
  updateCredentials: ({ member, credentials }, options) =>
    ask({ call: 'updateCredentials', member, credentials }, toUpdated, options),
});
