/** `@mx-member/machine/step`: everything that hosts and adapters need, without xstate. */
export {
  checkAnswers,
  MAX_ANSWER_LENGTH,
  optionNamed,
  prepareAnswers,
  problem,
  type Questions,
} from './answers.ts';
export { type CallEvent, type CallEventOptions, eventOfCall, makeCall } from './call.ts';
export { checkInput, checkRecord, isOver } from './check.ts';
export { ANSWER, EVENT } from './event-shape.ts';
export { firstError } from './first-error.ts';
export {
  type CredentialField,
  HOST_ERROR_CODES,
  HostError,
  type HostErrorCode,
  type Limiter,
  type MemberAccess,
  type MemberHost,
  type MemberObserver,
} from './hosting/contract.ts';
export { HOST_DEFAULTS, type InputDefaults, type MemberHostOptions } from './hosting/options.ts';
export {
  answerOn,
  type CommandEffect,
  completeInput,
  eventOfUnsent,
  type GivenAnswers,
  isSameMember,
  isUnpolled,
  isUserWaiting,
  isWorthKeeping,
  mustCommitFirst,
  nextInRounds,
  startOn,
} from './hosting/protocol.ts';
export {
  type AnswersRequest,
  type CallOptions,
  type MemberPort,
  MxError,
  type StartRequest,
  type StatusRequest,
  toFault,
  toReading,
} from './port.ts';
export { ROUTES, type RouteRow } from './routes.ts';
export { RULES, type RuleMeaning } from './rules.ts';
export type { Schema } from './schema.ts';
export { INPUT, READING, RECORD } from './shapes.ts';
export {
  ADVICE,
  ERROR_CODES,
  type ErrorCode,
  type Explanation,
  FAULTS,
  type FaultMeaning,
  MACHINE_FAILURES,
  STATUSES,
  type Status,
  type StatusClass,
  type StatusName,
  statusOf,
} from './status.ts';
export {
  begin,
  type CallEffect,
  type Effect,
  isCall,
  recordView,
  recover,
  rests,
  type Step,
  type StepEvent,
  step,
  stepUnchecked,
  type Turn,
} from './step.ts';
export { DEFAULT_DEADLINES, DEFAULT_PACING, SLOW_AFTER } from './timing.ts';
export {
  ANSWER_NAMES,
  type Answer,
  type AnswerName,
  type Baseline,
  CALLS,
  type Call,
  CHALLENGE_TYPES,
  type Challenge,
  type ChallengeOption,
  type ChallengeType,
  type Deadlines,
  FAULT_CODES,
  type Fault,
  type FaultCode,
  FINDING_RULES,
  type FindingRule,
  JOBS,
  type Job,
  type MemberContext,
  type MemberEmitted,
  type MemberEvent,
  type MemberId,
  type MemberInput,
  type MemberOutput,
  type MemberRecord,
  NEXT_STEPS,
  type NextStep,
  type ObservedTime,
  type Pacing,
  type Phase,
  PROBLEM_CODES,
  type Problem,
  type ProblemCode,
  REASONS,
  RECORD_STATES,
  RECORD_VERSION,
  type Reading,
  type Reason,
  type RecordState,
  type Route,
  type Rule,
  type StampedReading,
  type Verdict,
} from './types.ts';
export { CONFIRMED_AFTER } from './verdict.ts';
export type { MemberView, OutcomeView } from './view.ts';
