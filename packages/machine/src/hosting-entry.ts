/** `@mx-member/machine/hosting`: what a host of members is, and the manners that every host has. */
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
