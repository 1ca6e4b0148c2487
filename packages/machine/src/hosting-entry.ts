/** `@mx-member/machine/hosting`: the interface of a host of members, and the rules that every host follows. */
export { bareView } from './chart/step.ts';
export { NOT_CARRIED_OUT } from './data/platform.ts';
export {
  checkDefaults,
  checkOptions,
  checkPort,
  MEMBER_HOST_OPTIONS,
} from './hosting/check-options.ts';
export {
  type AnsweredMember,
  type CredentialField,
  type GivenAnswers,
  HOST_ERROR_CODES,
  HostError,
  type HostErrorCode,
  type Limiter,
  LOGIN_HOLDS,
  type LoginHold,
  loginHoldOf,
  type MemberAccess,
  type MemberHost,
  type MemberObserver,
  type NextOptions,
  type OauthRequest,
  type StartOptions,
} from './hosting/contract.ts';
export type {
  CreationClient,
  CreationOptions,
  CreationRequest,
  CreationView,
  Credential,
} from './hosting/creation.ts';
export type {
  DirectoryClient,
  InstitutionDetails,
  InstitutionPage,
  ListedMember,
} from './hosting/directory.ts';
export { createHookLog, harmless } from './hosting/hook-log.ts';
export { isId, requireGuid, requireMember } from './hosting/ids.ts';
export {
  HOST_DEFAULTS,
  type MemberHostOptions,
  NEXT_WAIT,
} from './hosting/options.ts';
export {
  answerOn,
  completeInput,
  eventOfUnsent,
  isOvertaken,
  isSameMember,
  isUnpolled,
  isUserWaiting,
  isWorthKeeping,
  mustCommitFirst,
  nextInRounds,
  replacementOf,
  startOn,
  startRequest,
  withAct,
} from './hosting/protocol.ts';
export { type HostSteps, hostSteps, type StepCause } from './hosting/steps.ts';
export type { BareView } from './memory/view.ts';
export { faultCodeOf } from './mx/port.ts';
export { hasOwnJob } from './rules/whose.ts';
