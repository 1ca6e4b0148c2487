import { JOBS, MAX_ANSWER_LENGTH } from '@mx-member/machine/step';
import * as v from 'valibot';

/** What goes over the wire to the relay: one JSON object. What comes back is in `replies.ts`. */

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
