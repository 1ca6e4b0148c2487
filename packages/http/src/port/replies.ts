import {
  type CredentialField,
  FAULT_CODES,
  type FaultCode,
  MxError,
  type Reading,
  toReading,
} from '@mx-member/machine/step';

/** What a relay answers: one JSON object. A page loads this half of the protocol, so it is checked without a library. */

type Fields = Readonly<Record<string, unknown>>;

/**
 * The answer to a call that went well: the machine's own check of what a port returns. Whatever else the port returns
 * stays on the server. The time stamp is made by the machine in the page.
 * @throws {MxError} `badReturn` when it is no reading.
 */
export function relayReading(value: unknown): Reading {
  const { at: _, ...reading } = toReading(value as Reading, 0);
  return reading;
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isWebAddress = (value: unknown): value is string =>
  isText(value) && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

/** @throws {MxError} `badReturn` when it is no address of the web. */
export function relayOauthWindow(value: unknown): { readonly oauthWindowUri: string } {
  const { oauthWindowUri } = Object(value) as Fields;
  if (!isWebAddress(oauthWindowUri)) throw new MxError('badReturn');
  return { oauthWindowUri };
}

function relayField(value: unknown): CredentialField {
  const { guid, fieldName, label, type } = Object(value) as Fields;
  if (!isText(guid) || !isText(fieldName) || !isText(label) || !isText(type))
    throw new MxError('badReturn');
  return { guid, fieldName, label, type };
}

/** @throws {MxError} `badReturn` when they are no fields of a form. */
export function relayFields(value: unknown): readonly CredentialField[] {
  if (!Array.isArray(value)) throw new MxError('badReturn');
  return value.map(relayField);
}

/** The member after new credentials: its reading is the `baseline` of the lifecycle that begins. */
export const relayUpdated = (value: unknown): { readonly reading: Reading } => ({
  reading: relayReading((Object(value) as Fields).reading),
});

/** The answer to a call that did not go well. */
export interface RelayError {
  readonly error: {
    readonly code: FaultCode;
    /** In ms. */
    readonly retryAfter?: number;
    /** `false` when the relay itself has refused, so nothing was sent to MX. */
    readonly sent?: false;
  };
}

/** The error that a body names; `undefined` for a body that no relay has written. */
export function relayError(body: unknown): RelayError['error'] | undefined {
  const error = Object(Object(body).error) as Fields;
  const { retryAfter, sent } = error;
  const code = FAULT_CODES.find((one) => one === error.code);
  const isWait = retryAfter === undefined || typeof retryAfter === 'number';
  if (code === undefined || !isWait || (sent !== undefined && sent !== false)) return undefined;
  return {
    code,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(sent !== undefined && { sent }),
  };
}
