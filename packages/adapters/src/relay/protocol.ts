import {
  FAULT_CODES,
  JOBS,
  MAX_ANSWER_LENGTH,
  type Reading,
  toReading,
} from '@mx-member/machine/step';
import * as v from 'valibot';

/** What goes over the wire between the two halves: one JSON object there, one back. */

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const Member = v.object({ userGuid: id, memberGuid: id });

/** Sealing makes an answer longer. */
const MAX_SEALED = 4 * MAX_ANSWER_LENGTH;
const MAX_ANSWERS = 100;

const Answer = v.union([
  v.object({ guid: id, value: v.pipe(v.string(), v.maxLength(MAX_ANSWER_LENGTH)) }),
  v.object({ guid: id, sealed: v.pipe(v.string(), v.maxLength(MAX_SEALED)) }),
]);

/** A call of the port, by its name. */
export const RelayCall = v.variant('call', [
  v.object({ call: v.literal('startJob'), member: Member, job: v.picklist(JOBS) }),
  v.object({
    call: v.literal('readStatus'),
    member: Member,
    expects: v.optional(v.picklist(['end', 'any']), 'any'),
  }),
  v.object({
    call: v.literal('submitAnswers'),
    member: Member,
    answers: v.pipe(v.array(Answer), v.maxLength(MAX_ANSWERS)),
  }),
]);
export type RelayCall = v.InferOutput<typeof RelayCall>;

/**
 * The answer to a call that went well: the machine's own check of what a port returns. Whatever else the port returns
 * stays on the server. The time stamp is made by the machine in the page.
 * @throws {MxError} `badReturn` when it is no reading.
 */
export function relayReading(value: unknown): Reading {
  const { at: _, ...reading } = toReading(value as Reading, 0);
  return reading;
}

/** The answer to one that did not. */
export const RelayError = v.object({
  error: v.object({
    code: v.picklist(FAULT_CODES),
    /** In ms. */
    retryAfter: v.exactOptional(v.number()),
  }),
});
export type RelayError = v.InferOutput<typeof RelayError>;
