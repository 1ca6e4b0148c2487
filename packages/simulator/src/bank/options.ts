import type { OptionKinds } from '@mx-member/machine/hosting';
import { JOBS, type Job } from '@mx-member/machine/step';
import { type BackgroundOptions, type BackgroundRules, backgroundRulesOf } from './background.ts';
import { INSTITUTION_ERRORS, type InstitutionError } from './blocks.ts';
import type { OptionKey } from './challenges.ts';
import type { KeptBank } from './kept.ts';
import { parseScript } from './scenarios.ts';

/** So many checks of a member's balances within a time, in ms. */
interface BalanceLimit {
  readonly most: number;
  readonly within: number;
}

/**
 * The behaviour of the simulated bank and platform. Where MX's documents leave a question open, there is an option, and its
 * default is the most likely answer.
 */
export interface BankOptions {
  /** The clock, in ms since 1970. Only this clock moves jobs on. @default Date.now */
  readonly now?: () => number;
  /** The duration of each step of a job, in ms. @default 1000 */
  readonly step?: number;
  /**
   * The time after which an open question makes the member EXPIRED, in ms. MX gives no number.
   * @default 600000 (10 min)
   */
  readonly challengeLifetime?: number;
  /**
   * The answer `challenge` is accepted, and another question follows. Documented for Atrium only (A-TEST).
   * @default true
   */
  readonly followUp?: boolean;
  /**
   * The result of a wrong answer: a final status, or the question again under a new guid (N-MEM allows both).
   * @default 'REJECTED'
   */
  readonly wrongAnswer?: 'REJECTED' | 'CHALLENGED';
  /** The fields by which an answer may name an option; the documents do not say. @default all three */
  readonly answerOptionsBy?: readonly OptionKey[];
  /** The HTTP status for answers in a wrong form; 400 is described for Nexus only (N-RES). @default 400 */
  readonly refusedAnswers?: 400 | 422;
  /** The question of the password `image`: MX Bank's tables only say "image". @default 'IMAGE_DATA' */
  readonly imageChallenge?: 'IMAGE_DATA' | 'IMAGE_OPTIONS';
  /**
   * The status of a member while a job runs: the status of the job before (A-BAL), or a passing one.
   * @default 'previous'
   */
  readonly statusWhileRunning?: 'previous' | 'CREATED' | 'UPDATED';
  /** The result of a username other than `mxuser`; seen in the Atrium sandbox only. @default 'DENIED' */
  readonly otherUsername?: 'DENIED' | 'accepted';
  /** The number of DENIED in a row after which a member is PREVENTED (N-MEM); `Infinity` for never. @default 3 */
  readonly mostDenied?: number;
  /**
   * For this many ms after a successful aggregation a start gets 202 and runs nothing (D-ERR). Not in MX Bank.
   * @default 0
   */
  readonly throttle?: number;
  /**
   * Two members of a user at one institution are the same by username (PU17) or by all credentials (D-MEM).
   * @default 'username'
   */
  readonly duplicates?: 'username' | 'credentials' | 'allowed';
  /**
   * Institutions that MX blocks, by code, with the `error.type` that their calls get (D-ERR). `bank.blocks` changes them later.
   * @default none
   */
  readonly blocked?: Readonly<Record<string, InstitutionError>>;
  /** Jobs that the institutions do not support: 400 (D-ERR). @default none */
  readonly unsupportedJobs?: readonly Job[];
  /** The script of the job after the OAuth window, as in a `simulate:` password. @default '' (CONNECTED) */
  readonly oauthScript?: string;
  /** The status of a member after the user denied access in the OAuth window. @default 'PENDING' */
  readonly oauthDenied?: 'PENDING' | 'DENIED';
  /**
   * The member that an OAuth window comes back with: its own, or another of this user at the bank that is CONNECTED, if
   * there is one (CW). The job starts there then, and the window's own member stays as it was. With `connected` a user may
   * have several members at a bank with OAuth. @default 'own'
   */
  readonly oauthReturns?: 'own' | 'connected';
  /** MX's daily jobs, by its rules; `{}` for the usual ones. @default MX starts no job by itself */
  readonly background?: BackgroundOptions;
  /**
   * `check_balance` gets 429 after so many starts within a time in ms. MX says 5 in 2 hours, and elsewhere "only at intervals
   * greater than two hours"; that it counts for each member is a guess. @default no limit
   */
  readonly balanceLimit?: BalanceLimit;
  /** A consent of an OAuth login ends so many ms after it was given. MX does not say when. @default never */
  readonly consentLifetime?: number;
  /** How a job ends without consent. A guess: MX does not say. @default 'IMPAIRED' */
  readonly consentEndsAs?: 'IMPAIRED' | 'DENIED' | 'IMPEDED';
  /** What the bank goes on from; `Bank.onWrite` says what to keep. OAuth windows are not kept. @default an empty bank */
  readonly kept?: KeptBank;
  /** Makes the tokens in the addresses of OAuth windows. @default from a count, so that a run can be repeated */
  readonly oauthToken?: () => string;
}

export const BANK_KINDS: OptionKinds<BankOptions> = {
  now: 'a function',
  step: 'a number',
  challengeLifetime: 'a number',
  followUp: 'a boolean',
  wrongAnswer: 'a string',
  answerOptionsBy: 'an array',
  refusedAnswers: 'a number',
  imageChallenge: 'a string',
  statusWhileRunning: 'a string',
  otherUsername: 'a string',
  mostDenied: 'a number',
  throttle: 'a number',
  duplicates: 'a string',
  blocked: 'an object',
  unsupportedJobs: 'an array',
  oauthScript: 'a string',
  oauthDenied: 'a string',
  oauthReturns: 'a string',
  background: 'an object',
  balanceLimit: 'an object',
  consentLifetime: 'a number',
  consentEndsAs: 'a string',
  kept: 'an object',
  oauthToken: 'a function',
};

/** The options with their defaults. */
export type Rules = Required<
  Omit<BankOptions, 'oauthToken' | 'kept' | 'background' | 'balanceLimit' | 'consentLifetime'>
> & {
  readonly background: BackgroundRules;
  /** `null` for none. */
  readonly balanceLimit: BalanceLimit | null;
  /** `null` for never. */
  readonly consentLifetime: number | null;
};

const DEFAULTS: Rules = {
  now: () => Date.now(),
  step: 1_000,
  challengeLifetime: 600_000,
  followUp: true,
  wrongAnswer: 'REJECTED',
  answerOptionsBy: ['value', 'guid', 'label'],
  refusedAnswers: 400,
  imageChallenge: 'IMAGE_DATA',
  statusWhileRunning: 'previous',
  otherUsername: 'DENIED',
  mostDenied: 3,
  throttle: 0,
  duplicates: 'username',
  blocked: {},
  unsupportedJobs: [],
  oauthScript: '',
  oauthDenied: 'PENDING',
  oauthReturns: 'own',
  background: null,
  balanceLimit: null,
  consentLifetime: null,
  consentEndsAs: 'IMPAIRED',
};

/** @throws {RangeError} when an option has a value that makes no sense; the message names it. */
export function rulesOf(options: BankOptions): Rules {
  const given = Object.entries(options).filter(
    ([name, value]) => Object.hasOwn(DEFAULTS, name) && value !== undefined,
  );
  const background = backgroundRulesOf(options.background ?? null);
  const rules: Rules = { ...DEFAULTS, ...Object.fromEntries(given), background };
  for (const name of ['step', 'challengeLifetime', 'throttle'] as const)
    if (!(rules[name] >= 0 && rules[name] < Infinity))
      throw new RangeError(`${name} must be a number of ms from 0, but it is ${rules[name]}`);
  if (!(rules.mostDenied >= 1))
    throw new RangeError(`mostDenied must be a number from 1, but it is ${rules.mostDenied}`);
  const unknown = rules.unsupportedJobs.find((job) => !JOBS.includes(job));
  if (unknown !== undefined)
    throw new RangeError(`unsupportedJobs must be of ${JOBS.join(', ')}, but it holds ${unknown}`);
  for (const [code, error] of Object.entries(rules.blocked))
    if (!INSTITUTION_ERRORS.includes(error))
      throw new RangeError(
        `blocked must hold one of ${INSTITUTION_ERRORS.join(', ')}, but for ${code} it holds ${error}`,
      );
  const script = parseScript(rules.oauthScript);
  if ('problem' in script) throw new RangeError(`oauthScript: ${script.problem}`);
  return rules;
}
