import { JOBS, type Job } from '@mx-member/machine/step';
import { type BackgroundOptions, type BackgroundRules, backgroundRulesOf } from './background.ts';
import { INSTITUTION_ERRORS, type InstitutionError } from './blocks.ts';
import type { OptionKey } from './challenges.ts';
import type { KeptBank } from './kept.ts';
import { parseScript } from './scripts.ts';

/** A limit of balance checks of a member: a number within a time, in ms. */
interface BalanceLimit {
  readonly most: number;
  readonly within: number;
}

/**
 * The behaviour of the simulated bank and platform. Each question that MX's documentation leaves open has an option. Its
 * default is the most likely answer.
 */
export interface BankOptions {
  /** The clock, in ms since 1970. Only this clock advances jobs. @default Date.now */
  readonly now?: () => number;
  /** The duration of each step of a job, in ms. @default 1000 */
  readonly step?: number;
  /**
   * How much later a start or new credentials begin their job, in ms. Until then the member shows its last result, and MX treats
   * other starts as if the job ran. MX does not document it. @default 0
   */
  readonly queue?: number;
  /**
   * How long a question stays open before the member becomes EXPIRED, in ms. MX does not document it.
   *
   * @default 600000 (10 min)
   */
  readonly challengeLifetime?: number;
  /**
   * Whether the answer `challenge` is accepted and leads to another question. Documented only for Atrium (A-TEST).
   *
   * @default true
   */
  readonly followUp?: boolean;
  /**
   * The result of a wrong answer: a final status, or the same question with a new guid (N-MEM allows both). `same` keeps the
   * guid, which MX does not document.
   *
   * @default 'REJECTED'
   */
  readonly wrongAnswer?: 'REJECTED' | 'CHALLENGED' | 'same';
  /**
   * Another program that works on the same members: how long after a question it answers it, and how long after the end of a job
   * it starts `identify`, in ms. @default nobody
   */
  readonly elsewhere?: { readonly answersAfter?: number; readonly startsAfter?: number };
  /** The fields by which an answer can name an option. MX does not document it. @default all three */
  readonly answerOptionsBy?: readonly OptionKey[];
  /** The HTTP status for malformed answers. Only Nexus documents it, as 400 (N-RES). @default 400 */
  readonly refusedAnswers?: 400 | 422;
  /** The type of question for the password `image`. MX Bank's tables only say "image". @default 'IMAGE_DATA' */
  readonly imageChallenge?: 'IMAGE_DATA' | 'IMAGE_OPTIONS';
  /**
   * The status of a member while a job runs: the status of the previous job (A-BAL), or a temporary one.
   *
   * @default 'previous'
   */
  readonly statusWhileRunning?: 'previous' | 'CREATED' | 'UPDATED';
  /** The result of a username other than `mxuser`. Only seen in the Atrium sandbox. @default 'DENIED' */
  readonly otherUsername?: 'DENIED' | 'accepted';
  /** After how many DENIED in a row a member becomes PREVENTED (N-MEM). `Infinity` for never. @default 3 */
  readonly mostDenied?: number;
  /**
   * For how long after a successful aggregation a start gets 202 and has no effect, in ms (D-ERR). MX Bank does not do
   * this.
   *
   * @default 0
   */
  readonly throttle?: number;
  /**
   * When two members of a user at one institution are duplicates: by username (PU17), or by all credentials (D-MEM).
   *
   * @default 'username'
   */
  readonly duplicates?: 'username' | 'credentials' | 'allowed';
  /**
   * Institutions that MX blocks, by code, with the `error.type` that their calls get (D-ERR). Use `bank.blocks` to
   * change them later.
   *
   * @default none
   */
  readonly blocked?: Readonly<Record<string, InstitutionError>>;
  /** Jobs that the institutions do not support. Their starts get 400 (D-ERR). @default none */
  readonly unsupportedJobs?: readonly Job[];
  /**
   * Whether MX aggregates a new member by itself (202). Otherwise it only creates the member (200). A creation whose
   * `data_request` has a product of `unsupportedJobs` is answered with 201 and an `error` (D-CREATE). @default true
   */
  readonly aggregatesNewMembers?: boolean;
  /** The script of the job after the OAuth window, as in a `simulate:` password. @default '' (CONNECTED) */
  readonly oauthScript?: string;
  /** The status of a member after the user denied access in the OAuth window. @default 'PENDING' */
  readonly oauthDenied?: 'PENDING' | 'DENIED';
  /**
   * The member that an OAuth window returns: its own, or a CONNECTED member of this user at the bank, if one exists
   * (CW). In the second case the job starts for that member, and the window's own member does not change. With
   * `connected`, a user may have several members at an OAuth bank. @default 'own'
   */
  readonly oauthReturns?: 'own' | 'connected';
  /** Options of MX's daily jobs. `{}` for the defaults. @default MX starts no jobs by itself */
  readonly background?: BackgroundOptions;
  /**
   * The limit of `check_balance`: further starts get 429. MX says 5 in 2 hours, and elsewhere "only at intervals
   * greater than two hours". To count for each member is a guess. @default no limit
   */
  readonly balanceLimit?: BalanceLimit;
  /** How long the consent of an OAuth login lasts, in ms. MX does not say. @default forever */
  readonly consentLifetime?: number;
  /** The final status of a job without consent. A guess, because MX does not say. @default 'IMPAIRED' */
  readonly consentEndsAs?: 'IMPAIRED' | 'DENIED' | 'IMPEDED';
  /**
   * The state to continue from. `Bank.onWrite` reports what to store. OAuth windows are not stored. @default an empty
   * bank
   */
  readonly kept?: KeptBank;
  /** Makes the tokens in the addresses of OAuth windows. @default from a counter, so that a run can be repeated */
  readonly oauthToken?: () => string;
}

export const BANK_OPTIONS = [
  'now',
  'step',
  'queue',
  'challengeLifetime',
  'followUp',
  'wrongAnswer',
  'elsewhere',
  'answerOptionsBy',
  'refusedAnswers',
  'imageChallenge',
  'statusWhileRunning',
  'otherUsername',
  'mostDenied',
  'throttle',
  'duplicates',
  'blocked',
  'unsupportedJobs',
  'aggregatesNewMembers',
  'oauthScript',
  'oauthDenied',
  'oauthReturns',
  'background',
  'balanceLimit',
  'consentLifetime',
  'consentEndsAs',
  'kept',
  'oauthToken',
] as const;

/** The options with their defaults. */
export type Rules = Required<
  Omit<BankOptions, 'oauthToken' | 'kept' | 'background' | 'balanceLimit' | 'consentLifetime'>
> & {
  readonly background: BackgroundRules;
  /** `null` without a limit. */
  readonly balanceLimit: BalanceLimit | null;
  /** `null` for never. */
  readonly consentLifetime: number | null;
};

const DEFAULTS: Rules = {
  now: () => Date.now(),
  step: 1_000,
  queue: 0,
  challengeLifetime: 600_000,
  followUp: true,
  wrongAnswer: 'REJECTED',
  elsewhere: {},
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
  aggregatesNewMembers: true,
  oauthScript: '',
  oauthDenied: 'PENDING',
  oauthReturns: 'own',
  background: null,
  balanceLimit: null,
  consentLifetime: null,
  consentEndsAs: 'IMPAIRED',
};

/** @throws {RangeError} when an option has an invalid value. The message names the option. */
export function rulesOf(options: BankOptions): Rules {
  const given = Object.entries(options).filter(
    ([name, value]) => Object.hasOwn(DEFAULTS, name) && value !== undefined,
  );
  const background = backgroundRulesOf(options.background ?? null);
  const rules: Rules = { ...DEFAULTS, ...Object.fromEntries(given), background };
  for (const name of ['step', 'queue', 'challengeLifetime', 'throttle'] as const)
    if (!(rules[name] >= 0 && rules[name] < Infinity))
      throw new RangeError(
        `${name} must be a number of milliseconds, at least 0, but it is ${rules[name]}`,
      );
  if (!(rules.mostDenied >= 1))
    throw new RangeError(
      `mostDenied must be a number of at least 1, but it is ${rules.mostDenied}`,
    );
  const unknown = rules.unsupportedJobs.find((job) => !JOBS.includes(job));
  if (unknown !== undefined)
    throw new RangeError(
      `unsupportedJobs must contain only ${JOBS.join(', ')}, but it contains ${unknown}`,
    );
  for (const [code, error] of Object.entries(rules.blocked))
    if (!INSTITUTION_ERRORS.includes(error))
      throw new RangeError(
        `blocked must have one of ${INSTITUTION_ERRORS.join(', ')} for each institution, but has ${error} for ${code}`,
      );
  const script = parseScript(rules.oauthScript);
  if ('problem' in script) throw new RangeError(`oauthScript: ${script.problem}`);
  return rules;
}
