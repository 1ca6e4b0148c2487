import {
  type CredentialField,
  FAULT_CODES,
  JOBS,
  MAX_ANSWER_LENGTH,
  MxError,
  type Reading,
  toReading,
} from '@mx-member/machine/step';
import * as v from 'valibot';

/** What goes over the wire between the two halves: one JSON object there, one back. */

const MAX_ID = 256;
/** Without control characters and what else turns or hides letters: it reaches the host's logs. */
const id = v.pipe(v.string(), v.maxLength(MAX_ID), v.regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u));
const member = v.object({ userGuid: id, memberGuid: id });

/** Sealing makes an answer longer. */
const MAX_SEALED = 4 * MAX_ANSWER_LENGTH;
const MAX_ANSWERS = 100;

const value = v.pipe(v.string(), v.maxLength(MAX_ANSWER_LENGTH));
const Answer = v.union([
  v.object({ guid: id, value }),
  v.object({ guid: id, sealed: v.pipe(v.string(), v.maxLength(MAX_SEALED)) }),
]);
const listOf = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.pipe(v.array(schema), v.maxLength(MAX_ANSWERS));

/** A call of the port or of `MemberAccess`, by its name. */
export const RelayCall = v.variant('call', [
  v.object({ call: v.literal('startJob'), member, job: v.picklist(JOBS) }),
  v.object({
    call: v.literal('readStatus'),
    member,
    expects: v.optional(v.picklist(['end', 'any']), 'any'),
  }),
  v.object({ call: v.literal('submitAnswers'), member, answers: listOf(Answer) }),
  v.object({ call: v.literal('oauthWindowUri'), member }),
  v.object({
    call: v.literal('updateCredentials'),
    member,
    credentials: listOf(v.object({ guid: id, value })),
  }),
  v.object({ call: v.literal('institutionCredentials'), institutionCode: id }),
]);
export type RelayCall = v.InferOutput<typeof RelayCall>;

/** A call that changes something at MX; the others read. */
export type RelayCommand = Extract<
  RelayCall,
  { readonly call: 'startJob' | 'submitAnswers' | 'updateCredentials' }
>;
export const isCommand = (asked: RelayCall): asked is RelayCommand =>
  asked.call === 'startJob' || asked.call === 'submitAnswers' || asked.call === 'updateCredentials';

/**
 * The answer to a call that went well: the machine's own check of what a port returns. Whatever else the port returns
 * stays on the server. The time stamp is made by the machine in the page.
 * @throws {MxError} `badReturn` when it is no reading.
 */
export function relayReading(value: unknown): Reading {
  const { at: _, ...reading } = toReading(value as Reading, 0);
  return reading;
}

const isWebAddress = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
const OauthWindow = v.object({ oauthWindowUri: v.pipe(v.string(), v.check(isWebAddress)) });
const text = v.string();
const Fields = v.array(v.object({ guid: text, fieldName: text, label: text, type: text }));

function checked<Schema extends v.GenericSchema>(schema: Schema, value: unknown) {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) throw new MxError('badReturn');
  return parsed.output;
}

/** @throws {MxError} `badReturn` when it is no address of the web. */
export const relayOauthWindow = (value: unknown): { readonly oauthWindowUri: string } =>
  checked(OauthWindow, value);

/** @throws {MxError} `badReturn` when they are no fields of a form. */
export const relayFields = (value: unknown): readonly CredentialField[] => checked(Fields, value);

/** The member after new credentials: its reading is the `baseline` of the lifecycle that begins. */
export const relayUpdated = (value: unknown): { readonly reading: Reading } => ({
  reading: relayReading((Object(value) as { readonly reading?: unknown }).reading),
});

/** The answer to one that did not. */
export const RelayError = v.object({
  error: v.object({
    code: v.picklist(FAULT_CODES),
    /** In ms. */
    retryAfter: v.exactOptional(v.number()),
    /** `false` when the relay itself has refused, so nothing was sent to MX. */
    sent: v.exactOptional(v.literal(false)),
  }),
});
export type RelayError = v.InferOutput<typeof RelayError>;
