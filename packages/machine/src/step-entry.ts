/** `@mx-member/machine/step`: everything that hosts and adapters need, without xstate. */

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
} from './chart/step.ts';
export { checkInput, checkRecord, isOver } from './data/check.ts';
export { ANSWER, EVENT } from './data/event-shape.ts';
export type { Schema } from './data/schema.ts';
export { INPUT, READING, RECORD } from './data/shapes.ts';
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
} from './data/types.ts';
export { firstError } from './data/validate.ts';
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
export type { MemberView, OutcomeView } from './memory/view.ts';
export {
  checkAnswers,
  MAX_ANSWER_LENGTH,
  optionNamed,
  prepareAnswers,
  problem,
  type Questions,
} from './mx/answers.ts';
export {
  type CallEvent,
  type CallEventOptions,
  eventOfCall,
  type MakeCallOptions,
  makeCall,
} from './mx/call.ts';
export {
  type AnswersRequest,
  type CallOptions,
  type MemberPort,
  MxError,
  type StartRequest,
  type StatusRequest,
  toFault,
  toReading,
} from './mx/port.ts';
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
} from './mx/statuses.ts';
export { CONFIRMED_AFTER } from './rules/judge.ts';
export { ROUTES, type RouteRow } from './rules/routes.ts';
export { DEFAULT_DEADLINES, DEFAULT_PACING, SLOW_AFTER } from './rules/timing.ts';
export { RULES, type RuleMeaning } from './rules/words.ts';
