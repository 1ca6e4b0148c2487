import {
  flag,
  integer,
  list,
  moment,
  object,
  oneOf,
  orNull,
  type Schema,
  string,
} from './schema.ts';
import {
  CHALLENGE_TYPES,
  FAULT_CODES,
  JOBS,
  NEXT_STEPS,
  PHASES,
  PROBLEM_CODES,
  REASONS,
} from './types.ts';

/** The shapes of `types.ts` as JSON Schema: what is checked where data comes in, and what other languages read. */

/** The longest wait or limit, in ms: what a timer can hold. */
const wait: Schema = { type: 'integer', minimum: 0, maximum: 2 ** 31 - 1 };
const limit: Schema = { ...wait, minimum: 1 };
const id: Schema = { type: 'string', minLength: 1, maxLength: 256 };
export const count: Schema = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const text = orNull(string);

export const MEMBER = object({ userGuid: id, memberGuid: id });
const JOB = oneOf([...JOBS, null]);
const PACING = object({
  first: wait,
  spread: wait,
  busy: wait,
  busyMost: wait,
  needsUser: wait,
  needsUserMost: wait,
  failedMost: wait,
});
const DEADLINES = object({ busy: limit, needsUser: limit, unreachable: limit });

/** `Baseline`; whatever else is there is not looked at, so that a whole reading can be given. */
const TIMES = { aggregatedAt: text, successfullyAggregatedAt: text };
const GIVEN_BASELINE: Schema = { type: ['object', 'null'], properties: TIMES };
const BASELINE = object(TIMES, Object.keys(TIMES));

/** `MemberInput`. */
export const INPUT = object(
  {
    member: MEMBER,
    job: JOB,
    oauth: flag,
    baseline: GIVEN_BASELINE,
    pacing: { ...PACING, required: [] },
    deadlines: { ...DEADLINES, required: [] },
  },
  ['oauth', 'baseline', 'pacing', 'deadlines'],
);

const OPTION = object({ label: string, value: string, guid: string, dataUri: string }, [
  'guid',
  'dataUri',
]);

export const CHALLENGE = object(
  {
    guid: id,
    type: oneOf(CHALLENGE_TYPES),
    label: string,
    options: list(OPTION),
    imageData: string,
  },
  ['imageData'],
);

/** `Answer`. */
export const ANSWER: Schema = {
  anyOf: [object({ guid: string, value: string }), object({ guid: string, sealed: string })],
};

/** `StampedReading`. */
export const READING = object(
  {
    connectionStatus: text,
    isBeingAggregated: orNull(flag),
    challenges: list(CHALLENGE),
    aggregatedAt: text,
    successfullyAggregatedAt: text,
    message: string,
    errorCode: integer,
    at: integer,
  },
  ['aggregatedAt', 'successfullyAggregatedAt', 'message', 'errorCode'],
);

/** `Fault`. */
export const FAULT = object(
  { code: oneOf(FAULT_CODES), status: integer, retryAfter: integer, at: integer },
  ['status', 'retryAfter'],
);

export const PROBLEM = object({ guid: text, code: oneOf(PROBLEM_CODES), message: string });

const VERDICT = object(
  {
    is: oneOf(['none', 'start', 'running', 'authorizing', 'challenged', 'connected', 'failed']),
    rule: string,
    fresh: flag,
    reason: oneOf(REASONS),
    nextStep: oneOf(NEXT_STEPS),
  },
  ['fresh', 'reason', 'nextStep'],
);

const nullable = (schema: Schema): Schema => ({ anyOf: [{ type: 'null' }, schema] });

/** `MemberContext`. */
export const CONTEXT = object({
  member: MEMBER,
  job: JOB,
  oauth: flag,
  pacing: PACING,
  deadlines: DEADLINES,
  phase: oneOf(PHASES),
  since: moment,
  newsAt: moment,
  at: moment,
  actedAt: moment,
  moves: count,
  reading: nullable(READING),
  repeats: count,
  passedOver: count,
  baseline: nullable(BASELINE),
  seenRunning: flag,
  pendingStart: oneOf(['none', 'first', 'otherJob', 'fault']),
  failedStarts: count,
  round: count,
  asking: count,
  challenges: list(CHALLENGE),
  asked: list(id),
  askedAt: moment,
  accepted: list(id),
  superseded: list(id),
  problems: list(PROBLEM),
  fault: nullable(FAULT),
  faultSince: moment,
  failures: count,
  answerLost: flag,
  commanded: flag,
  hint: oneOf(['none', 'pending', 'used']),
  readings: count,
  turn: count,
  verdict: VERDICT,
});
