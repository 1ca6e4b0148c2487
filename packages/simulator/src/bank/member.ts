import type { ChallengeType, Job } from '@mx-member/machine/step';
import type { BankChallenge } from './challenges.ts';
import type { Collected, Item } from './collected.ts';
import type { Institution } from './institutions.ts';
import { NOTHING_RECEIVED, type Received } from './received.ts';
import type { ConnectionStatus, Script } from './scripts.ts';

/** A running job. */
export interface RunningJob {
  readonly guid: string;
  readonly type: Job;
  /** Whether MX started it by itself. @default false */
  readonly isBackground?: boolean;
  /** The status that it shows at once when it begins, while it waits for that. Nothing of it is shown before. */
  readonly queuedAs?: ConnectionStatus;
  /** What the client wants returned with the webhook. `null` for nothing. */
  readonly callbackPayload: string | null;
  /** The data that the job leaves out, because the client asked for that. */
  readonly without: readonly Item[];
  /** The remaining steps. A question that was answered wrongly can come back as it was. */
  readonly steps: readonly (Script[number] | { readonly again: readonly BankChallenge[] })[];
  /** When the next step comes. While a question is open: when the question expires. */
  readonly dueAt: number;
}

/** The fields that the client can set. */
export interface MemberSettings {
  /** The client's id, unique among the members of a user. */
  readonly id: string | null;
  readonly metadata: string | null;
  /** Whether MX reads the member only on request. */
  readonly backgroundAggregationIsDisabled: boolean;
  /** As given: `PFM`, `MONEY_MOVEMENT`. */
  readonly useCases: readonly string[];
}

/** The settings of a new member. */
export const NO_SETTINGS: MemberSettings = {
  id: null,
  metadata: null,
  backgroundAggregationIsDisabled: false,
  useCases: [],
};

/** What is stored of the credentials: their effect, never the credentials themselves. */
export interface StoredLogin {
  /** Hashes that distinguish usernames and passwords. */
  readonly username: string;
  readonly password: string;
  readonly isKnownUser: boolean;
  readonly script: Script;
}

/** How the user stands with the bank, whatever MX shows. The next job discovers it. */
export interface Standing {
  /** The password that the bank no longer accepts, as in {@link StoredLogin}. `null` if there is not one. */
  readonly refusedPassword: string | null;
  /** What the bank asks in each job, until a job gets its answers. */
  readonly asks: readonly ChallengeType[];
  /** Why the bank refuses all logins until the user has visited its site. `null` if it does not. */
  readonly heldAs: 'LOCKED' | 'IMPEDED' | null;
  /** When the consent of an OAuth login ends, in ms since 1970. `null` for never. */
  readonly consentUntil: number | null;
}

/** The bank refuses nothing and asks nothing. */
const GOOD_STANDING: Standing = {
  refusedPassword: null,
  asks: [],
  heldAs: null,
  consentUntil: null,
};

/** A member. Members are immutable: every change makes a new one. */
export interface Member extends MemberSettings {
  readonly guid: string;
  readonly userGuid: string;
  readonly institution: Institution;
  /** `null` for OAuth. */
  readonly login: StoredLogin | null;
  /** What the platform shows of a member at one moment. Times are in ms since 1970. */
  readonly shown: {
    readonly status: ConnectionStatus;
    readonly isBeingAggregated: boolean;
    readonly isAuthenticated: boolean;
    readonly hasProcessedAccounts: boolean;
    readonly hasProcessedTransactions: boolean;
    readonly hasProcessedAccountNumbers: boolean;
    /** When the latest job started. */
    readonly aggregatedAt: number | null;
    /** When a job last ended successfully. */
    readonly successfullyAggregatedAt: number | null;
    /** The open questions. Empty unless CHALLENGED. */
    readonly challenges: readonly BankChallenge[];
    /** `error.error_code`. `null` without an error. */
    readonly errorCode: number | null;
    /** `most_recent_job_guid`. `null` before the first job. */
    readonly jobGuid: string | null;
  };
  /** What was shown before the latest change. A slow replica still shows it for a while. */
  readonly shownBefore: Member['shown'];
  /** When what is shown changed last, in ms since 1970. */
  readonly changedAt: number;
  /** The running job, or `null`. */
  readonly job: RunningJob | null;
  readonly standing: Standing;
  /** How many jobs in a row ended as DENIED. */
  readonly denied: number;
  /** In ms since 1970. */
  readonly createdAt: number;
  /** How often it was written. */
  readonly revision: number;
  /** Whether the member is PREVENTED: no login is tried until the credentials change. */
  readonly needsUpdatedCredentials: boolean;
  /** What its jobs have collected. `null` before the first successful job. */
  readonly collected: Collected | null;
  /** The requests that it received. */
  readonly received: Received;
}

/** What is shown of a job that has done nothing yet. */
export const NOTHING_DONE = {
  isAuthenticated: false,
  hasProcessedAccounts: false,
  hasProcessedTransactions: false,
  hasProcessedAccountNumbers: false,
};

const BLANK: Member['shown'] = {
  ...NOTHING_DONE,
  status: 'CREATED',
  isBeingAggregated: false,
  aggregatedAt: null,
  successfullyAggregatedAt: null,
  challenges: [],
  errorCode: null,
  jobGuid: null,
};

/** A new member: CREATED, or PENDING until the OAuth window is finished (N-CRE). */
export function newMember(
  member: MemberSettings &
    Pick<Member, 'guid' | 'userGuid' | 'institution' | 'login' | 'createdAt'>,
): Member {
  const shown: Member['shown'] = { ...BLANK, status: member.login ? 'CREATED' : 'PENDING' };
  return {
    ...member,
    shown,
    shownBefore: shown,
    changedAt: member.createdAt,
    job: null,
    standing: GOOD_STANDING,
    denied: 0,
    revision: 0,
    needsUpdatedCredentials: false,
    collected: null,
    received: NOTHING_RECEIVED,
  };
}
