export { checkAnswers, LONGEST_ANSWER, optionNamed, type Questions } from './answers.ts';
export { checkInput, DEFAULT_DEADLINES } from './input.ts';
export { memberMachine } from './machine.ts';
export { DEFAULT_PACING } from './pacing.ts';
export {
  type AnswersRequest,
  type CallOptions,
  createMemberActors,
  type MemberPort,
  MxError,
  type StartRequest,
  type StatusRequest,
  toFault,
} from './port.ts';
export {
  checkRecord,
  type MemberRecord,
  persist,
  RECORD,
  RECORD_STATES,
  RECORD_VERSION,
  type RecordState,
  restore,
} from './record.ts';
export type { Route } from './route.ts';
export {
  ADVICE,
  ERROR_CODES,
  type ErrorCode,
  type Explanation,
  OWN_ENDS,
  STATUSES,
  type Status,
  type StatusClass,
  type StatusName,
  statusOf,
} from './status.ts';
export {
  begin,
  CALLS,
  type Call,
  type Effect,
  EVENT,
  recordView,
  resume,
  type Step,
  type StepEvent,
  step,
  type Turn,
} from './step.ts';
export {
  type Answer,
  type Baseline,
  CHALLENGE_TYPES,
  type Challenge,
  type ChallengeOption,
  type ChallengeType,
  type Deadlines,
  FAULT_CODES,
  type Fault,
  type FaultCode,
  JOBS,
  type Job,
  type MemberContext,
  type MemberEmitted,
  type MemberEvent,
  type MemberId,
  type MemberInput,
  type MemberOutput,
  NEXT_STEPS,
  type NextStep,
  type Pacing,
  type Phase,
  PROBLEM_CODES,
  type Problem,
  type ProblemCode,
  REASONS,
  type Reading,
  type Reason,
  type Rule,
  type StampedReading,
  type Verdict,
} from './types.ts';
export { type MemberView, memberView, type OutcomeView, TAKES_LONG } from './view.ts';
