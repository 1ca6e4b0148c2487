/** `@mx-member/machine/hosting`: what a host of members is, and the manners that every host has. */
export {
  type AnsweredMember,
  type CredentialField,
  type GivenAnswers,
  HOST_ERROR_CODES,
  HostError,
  type HostErrorCode,
  type Limiter,
  type MemberAccess,
  type MemberHost,
  type MemberObserver,
  type NextOptions,
} from './hosting/contract.ts';
export {
  HOST_DEFAULTS,
  type InputDefaults,
  type MemberHostOptions,
  type OnEnded,
} from './hosting/options.ts';
export {
  answerOn,
  type CommandEffect,
  completeInput,
  eventOfUnsent,
  isSameMember,
  isUnpolled,
  isUserWaiting,
  isWorthKeeping,
  mustCommitFirst,
  nextInRounds,
  startOn,
} from './hosting/protocol.ts';
