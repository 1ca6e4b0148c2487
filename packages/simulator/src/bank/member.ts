import type { ChallengeType, Job } from '@mx-member/machine/step';
import type { BankChallenge } from './challenges.ts';
import type { Collected, Item } from './collected.ts';
import type { Institution } from './institutions.ts';
import { NOTHING_RECEIVED, type Received } from './received.ts';
import type { ConnectionStatus, Script } from './scenarios.ts';

/** What the platform shows of a member's connection at one moment. Times are in ms since 1970. */
export interface ShownState {
  readonly status: ConnectionStatus;
  readonly isBeingAggregated: boolean;
  readonly isAuthenticated: boolean;
  readonly hasProcessedAccounts: boolean;
  readonly hasProcessedTransactions: boolean;
  readonly hasProcessedAccountNumbers: boolean;
  /** When the latest job started. */
  readonly aggregatedAt: number | null;
  /** When a job last ended well. */
  readonly successfullyAggregatedAt: number | null;
  /** The open questions; empty unless CHALLENGED. */
  readonly challenges: readonly BankChallenge[];
  /** `error.error_code`; `null` for no error. */
  readonly errorCode: number | null;
  /** `most_recent_job_guid`; `null` before the first. */
  readonly jobGuid: string | null;
}

/** A job that runs. */
export interface RunningJob {
  readonly guid: string;
  readonly type: Job;
  /** MX started it by itself. @default false */
  readonly isBackground?: boolean;
  /** What the client wants back with its webhook; `null` for nothing. */
  readonly callbackPayload: string | null;
  /** What it does not bring, because the client has asked so. */
  readonly without: readonly Item[];
  /** What is still to come. */
  readonly steps: Script;
  /** When the next step comes or, while a question is open, when that expires. */
  readonly dueAt: number;
}

/** What may be set by the client. */
export interface MemberSettings {
  /** The client's own; no two members of a user share one. */
  readonly id: string | null;
  readonly metadata: string | null;
  /** MX reads the member on request only. */
  readonly backgroundAggregationIsDisabled: boolean;
  /** As given: `PFM`, `MONEY_MOVEMENT`. */
  readonly useCases: readonly string[];
}

/** What the client has set of a new member. */
export const NO_SETTINGS: MemberSettings = {
  id: null,
  metadata: null,
  backgroundAggregationIsDisabled: false,
  useCases: [],
};

/** What is kept of the credentials: what they lead to, never they themselves. */
export interface StoredLogin {
  /** Tells one username, and one password, from another. */
  readonly username: string;
  readonly password: string;
  readonly isKnownUser: boolean;
  readonly script: Script;
}

/** How the user stands with the bank, whatever MX shows: the next job finds it. */
export interface Standing {
  /** The password that the bank takes no more, as {@link StoredLogin} tells it; `null` for none. */
  readonly refusedPassword: string | null;
  /** What the bank asks in the next job, until a job gets through. */
  readonly asks: readonly ChallengeType[];
  /** The bank lets nobody in before the user has been there; `null` when it does. */
  readonly heldAs: 'LOCKED' | 'IMPEDED' | null;
  /** When the consent of an OAuth login ends, in ms since 1970; `null` for never. */
  readonly consentUntil: number | null;
}

/** Nothing is wrong. */
export const GOOD_STANDING: Standing = {
  refusedPassword: null,
  asks: [],
  heldAs: null,
  consentUntil: null,
};

/** A member, whole. Every change makes a new one. */
export interface Member extends MemberSettings {
  readonly guid: string;
  readonly userGuid: string;
  readonly institution: Institution;
  /** `null` for OAuth. */
  readonly login: StoredLogin | null;
  readonly shown: ShownState;
  /** What was shown before the latest change: what a slow replica still shows. */
  readonly shownBefore: ShownState;
  /** The job that runs; `null` while none does. */
  readonly job: RunningJob | null;
  readonly standing: Standing;
  /** DENIED in a row. */
  readonly denied: number;
  /** In ms since 1970. */
  readonly createdAt: number;
  /** How many times it was written. */
  readonly revision: number;
  /** PREVENTED: nothing is tried until the credentials change. */
  readonly needsUpdatedCredentials: boolean;
  /** What its jobs have brought; `null` before the first that ended well. */
  readonly collected: Collected | null;
  /** What came in for it. */
  readonly received: Received;
}

/** What is shown of a job that has done nothing yet. */
export const NOTHING_DONE = {
  isAuthenticated: false,
  hasProcessedAccounts: false,
  hasProcessedTransactions: false,
  hasProcessedAccountNumbers: false,
};

const BLANK: ShownState = {
  ...NOTHING_DONE,
  status: 'CREATED',
  isBeingAggregated: false,
  aggregatedAt: null,
  successfullyAggregatedAt: null,
  challenges: [],
  errorCode: null,
  jobGuid: null,
};

/** A member that has just been created: CREATED, or PENDING until the OAuth window is finished (N-CRE). */
export function newMember(
  member: MemberSettings &
    Pick<Member, 'guid' | 'userGuid' | 'institution' | 'login' | 'createdAt'>,
): Member {
  const shown: ShownState = { ...BLANK, status: member.login ? 'CREATED' : 'PENDING' };
  return {
    ...member,
    shown,
    shownBefore: shown,
    job: null,
    standing: GOOD_STANDING,
    denied: 0,
    revision: 0,
    needsUpdatedCredentials: false,
    collected: null,
    received: NOTHING_RECEIVED,
  };
}
