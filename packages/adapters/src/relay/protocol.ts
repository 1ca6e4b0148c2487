import {
  CHALLENGE_TYPES,
  FAULT_CODES,
  JOBS,
  LONGEST_ANSWER,
  type Reading,
} from '@mx-member/machine';
import * as v from 'valibot';

/** What goes over the wire between the two halves: one JSON object there, one back. */

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const Member = v.object({ userGuid: id, memberGuid: id });

/** Sealing makes an answer longer. */
const LONGEST_SEALED = 4 * LONGEST_ANSWER;
const MOST_ANSWERS = 100;

const Answer = v.union([
  v.object({ guid: id, value: v.pipe(v.string(), v.maxLength(LONGEST_ANSWER)) }),
  v.object({ guid: id, sealed: v.pipe(v.string(), v.maxLength(LONGEST_SEALED)) }),
]);

/** A call of the port, by its name. */
export const RelayCall = v.variant('call', [
  v.object({ call: v.literal('startJob'), member: Member, job: v.picklist(JOBS) }),
  v.object({ call: v.literal('readStatus'), member: Member }),
  v.object({
    call: v.literal('submitAnswers'),
    member: Member,
    answers: v.pipe(v.array(Answer), v.maxLength(MOST_ANSWERS)),
  }),
]);
export type RelayCall = v.InferOutput<typeof RelayCall>;

const Option = v.object({
  label: v.string(),
  value: v.string(),
  guid: v.exactOptional(v.string()),
  dataUri: v.exactOptional(v.string()),
});

const Challenge = v.object({
  guid: v.string(),
  type: v.picklist(CHALLENGE_TYPES),
  label: v.string(),
  options: v.array(Option),
  imageData: v.exactOptional(v.string()),
});

const moment = v.exactOptional(v.nullable(v.string()));

/** The answer to a call that went well. Whatever else a port returns stays on the server. */
export const RelayReading = v.object({
  connectionStatus: v.nullable(v.string()),
  isBeingAggregated: v.nullable(v.boolean()),
  challenges: v.array(Challenge),
  aggregatedAt: moment,
  successfullyAggregatedAt: moment,
  message: v.exactOptional(v.string()),
  errorCode: v.exactOptional(v.number()),
}) satisfies v.GenericSchema<unknown, Reading>;

/** The answer to one that did not. */
export const RelayError = v.object({
  error: v.object({
    code: v.picklist(FAULT_CODES),
    /** In ms. */
    retryAfter: v.exactOptional(v.number()),
  }),
});
export type RelayError = v.InferOutput<typeof RelayError>;
