/** `@mx-member/machine/step`: everything that hosts and adapters need, without xstate. */

export { describeChart } from './chart/described.ts';
export { begin, isInCall, recordView, recover, step, stepUnchecked } from './chart/step.ts';
export {
  checkRecord,
  isOver,
} from './data/check.ts';
export { ANSWER, EVENT } from './data/event-shape.ts';
export { pick, type Schema } from './data/schema.ts';
export {
  BASELINE,
  INPUT,
  RECORD,
} from './data/shapes.ts';
export {
  type Act,
  type Answer,
  type AnswerName,
  type AnswersRequest,
  type Baseline,
  CALLS,
  type Call,
  type CallEffect,
  type Challenge,
  type ChallengeOption,
  type ChallengeType,
  type Deadlines,
  type Effect,
  FAULT_CODES,
  type Fault,
  type FaultCode,
  type FindingRule,
  isCall,
  JOBS,
  type Job,
  type JobEvidence,
  type MemberContext,
  type MemberEmitted,
  type MemberEvent,
  type MemberId,
  type MemberInput,
  type MemberOutput,
  type MemberRecord,
  type NextStep,
  type Pacing,
  type Phase,
  type Problem,
  type ProblemCode,
  type Progress,
  REASONS,
  RECORD_VERSION,
  type Reading,
  type Reason,
  type RecordState,
  type Route,
  type Rule,
  type StampedReading,
  type Started,
  type StartRequest,
  type StatusRequest,
  type Step,
  type StepEvent,
  type Turn,
  type Verdict,
} from './data/types.ts';
export { firstError } from './data/validate.ts';
export type { MemberView, OutcomeView } from './memory/worded-view.ts';
export {
  checkAnswers,
  looksLikeApproval,
  MAX_ANSWER_LENGTH,
  prepareAnswers,
  problem,
  type Questions,
} from './mx/answers.ts';
export { makeCall } from './mx/call.ts';
export {
  ERROR_CODES,
  type ErrorCode,
} from './mx/error-codes.ts';
export { ADVICE, type Explanation } from './mx/failure.ts';
export {
  FAULTS,
  type FaultMeaning,
} from './mx/faults.ts';
export {
  type CallOptions,
  type MemberPort,
  MxError,
  toReading,
} from './mx/port.ts';
export {
  STATUSES,
  type Status,
  type StatusName,
  statusOf,
} from './mx/statuses.ts';
export { CONFIRMED_AFTER } from './rules/findings.ts';
export { ROUTES } from './rules/routes.ts';
export { DEFAULT_PACING } from './rules/timing.ts';
export {
  ROUTE_MEANINGS,
  RULES,
} from './rules/words.ts';
