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
  ACTS,
  ANSWER_NAMES,
  CHALLENGE_TYPES,
  FAULT_CODES,
  FINDING_RULES,
  JOB_EVIDENCE,
  JOBS,
  NEXT_STEPS,
  PENDING_STARTS,
  PHASES,
  PROBLEM_CODES,
  PROGRESS,
  REASONS,
  RECORD_STATES,
  RECORD_VERSION,
} from './types.ts';

/** The types of `types.ts` as JSON Schema. Data from outside is checked with them, and other languages read them. */

/** The minimum of `pacing.busy` and `pacing.needsUser` without `unsafePacing`, in ms. */
export const MIN_PACE = 1_000;

/** The longest wait that a timer supports, in ms. */
export const MAX_WAIT = 2 ** 31 - 1;

const wait: Schema = { type: 'integer', minimum: 0, maximum: MAX_WAIT };
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
const DEADLINES = object({ busy: limit, needsUser: limit, unreachable: limit, catchUp: limit });

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

const READING_FIELDS = {
  connectionStatus: text,
  isBeingAggregated: orNull(flag),
  challenges: list(CHALLENGE),
  aggregatedAt: text,
  successfullyAggregatedAt: text,
  message: string,
  errorCode: integer,
  needsUpdatedCredentials: flag,
  progress: oneOf(PROGRESS),
  jobGuid: id,
};

/** `StampedReading`. */
export const READING = object({ ...READING_FIELDS, at: integer, took: count }, [
  'aggregatedAt',
  'successfullyAggregatedAt',
  'message',
  'errorCode',
  'needsUpdatedCredentials',
  'progress',
  'jobGuid',
  'took',
]);

const BASELINE_FIELDS = {
  connectionStatus: text,
  isBeingAggregated: orNull(flag),
  errorCode: integer,
  aggregatedAt: text,
  successfullyAggregatedAt: text,
};
/** `Baseline` as it is stored. */
export const BASELINE = object(BASELINE_FIELDS, Object.keys(BASELINE_FIELDS));

/** `Baseline` as a caller passes it. A whole reading is accepted. */
const GIVEN_BASELINE: Schema = object({ ...READING_FIELDS, at: integer, took: count }, [
  ...Object.keys(READING_FIELDS),
  'at',
  'took',
]);

const nullable = (schema: Schema): Schema => ({ anyOf: [{ type: 'null' }, schema] });

/** `Act`. */
const ACT = object({
  type: oneOf(ACTS),
  before: nullable(GIVEN_BASELINE),
  reply: nullable(GIVEN_BASELINE),
  at: integer,
});

const floored: Schema = { ...wait, minimum: MIN_PACE };
const inputWith = (pace: Schema): Schema =>
  object(
    {
      member: MEMBER,
      job: JOB,
      oauth: flag,
      answerWith: oneOf(ANSWER_NAMES),
      act: ACT,
      look: READING,
      pacing: {
        ...PACING,
        properties: { ...PACING.properties, busy: pace, needsUser: pace },
        required: [],
      },
      deadlines: { ...DEADLINES, required: [] },
      unsafePacing: flag,
      // A record, which is checked separately.
      after: { type: 'object' },
    },
    ['oauth', 'answerWith', 'act', 'look', 'pacing', 'deadlines', 'unsafePacing', 'after'],
  );

/** `MemberInput`, and the same with `unsafePacing: true`. */
export const INPUT = inputWith(floored);
export const UNSAFE_INPUT = inputWith(wait);

/** `Fault`. */
export const FAULT = object(
  {
    code: oneOf(FAULT_CODES),
    status: integer,
    retryAfter: integer,
    times: count,
    path: string,
    at: integer,
  },
  ['status', 'retryAfter', 'times', 'path'],
);

export const PROBLEM = object({ guid: text, code: oneOf(PROBLEM_CODES), message: string });

const VERDICT = object(
  {
    type: oneOf([
      'inconclusive',
      'look',
      'start',
      'running',
      'authorizing',
      'challenged',
      'reread',
      'connected',
      'failed',
    ]),
    rule: string,
    fresh: flag,
    evidence: oneOf(JOB_EVIDENCE),
    reason: oneOf(REASONS),
    nextStep: oneOf(NEXT_STEPS),
  },
  ['fresh', 'evidence', 'reason', 'nextStep'],
);

const FINDING = object({ rule: oneOf(FINDING_RULES), from: integer });

/** `MemberContext`. */
export const CONTEXT = object({
  member: MEMBER,
  job: JOB,
  oauth: flag,
  act: nullable(object({ at: integer, isTaken: nullable(flag) })),
  answerWith: oneOf(ANSWER_NAMES),
  pacing: PACING,
  deadlines: DEADLINES,
  phase: oneOf(PHASES),
  since: moment,
  lastStampAt: moment,
  observed: object({ phase: count, outage: count, total: count }),
  reading: nullable(READING),
  baseline: nullable(BASELINE),
  flagSeen: flag,
  progress: oneOf([...PROGRESS, null]),
  evidence: nullable(
    object(
      { of: oneOf(['start', 'reply', 'seen']), at: integer, jobGuid: id, aggregatedAt: string },
      ['jobGuid', 'aggregatedAt'],
    ),
  ),
  finding: nullable(FINDING),
  ignoredSince: moment,
  pendingStart: oneOf(PENDING_STARTS),
  awaiting: oneOf(['none', 'command', 'recovery']),
  lastSubmit: oneOf(['lost', 'notSent', null]),
  round: count,
  prompt: count,
  promptFrom: count,
  challenges: list(CHALLENGE),
  answeredGuids: list(id),
  problems: list(PROBLEM),
  fault: nullable(FAULT),
  failures: count,
  refusals: count,
  hint: oneOf(['none', 'pending', 'spent']),
  turn: count,
  revision: count,
  verdict: VERDICT,
});

/** `MemberRecord`. */
export const RECORD: Schema = object({
  schema: { const: RECORD_VERSION },
  state: oneOf(RECORD_STATES),
  context: CONTEXT,
});
