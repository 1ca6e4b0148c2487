import type { ConnectionHealth } from '@mx-member/machine/health';
import type { BareView } from '@mx-member/machine/hosting';
import type { NextStep, Reason } from '@mx-member/machine/step';

/** Statuses of MX with their own words, because they say more than the reason of their failure. */
const REASON_OF = {
  PREVENTED: 'credentials',
  IMPAIRED: 'credentials',
  IMPORTED: 'credentials',
} as const satisfies Readonly<Record<string, Reason>>;

/** Error codes with their own words, and the reason that they lead to. The other codes say what their reason says. */
const CODES: Readonly<Record<number, readonly [end: End, reason: Reason]>> = {
  1000: ['noFit', 'noAccounts'],
  2001: ['wrongCode', 'answer'],
  2004: ['newLogin', 'credentials'],
  3000: ['institutionUnavailable', 'unavailable'],
  3001: ['institutionMaintenance', 'unavailable'],
  3002: ['institutionUnavailable', 'unavailable'],
};

/** Blocks of an institution with their own words. */
const BLOCKS = [
  'institutionMaintenance',
  'institutionUnavailable',
  'institutionPreventNew',
  'institutionPreventVerification',
] as const;

/** How an attempt ends, by its words: each has a title and one sentence. `other`: the software has to be fixed. */
export type End =
  | Exclude<Reason, 'refused' | 'unauthorized' | 'forbidden' | 'misconfigured' | 'notFound'>
  | keyof typeof REASON_OF
  | (typeof BLOCKS)[number]
  | 'noFit'
  | 'wrongCode'
  | 'newLogin'
  | 'gone'
  | 'other';

/** The issues of a connection's health that have words of this table. */
export const END_OF_ISSUE = {
  credentials: 'credentials',
  noAccounts: 'noAccounts',
  atInstitution: 'actionNeeded',
  disabled: 'disabled',
  closed: 'closed',
  discontinued: 'discontinued',
  gone: 'gone',
} as const satisfies Readonly<Partial<Record<NonNullable<ConnectionHealth['issue']>, End>>>;

/** A control of the last screen. `page`: a step that only the page can take. `done`: nothing helps now. */
export type Control =
  | 'login'
  | 'website'
  | 'retry'
  | 'page'
  | 'done'
  | 'forgotPassword'
  | 'trouble';

/**
 * Who has to act after a failure, and with which controls. Links are shown if the institution has their addresses. A quiet control
 * stays quiet if the primary one cannot be shown.
 */
export interface Help {
  readonly who: 'user' | 'institution' | 'app';
  readonly primary: Control;
  readonly quiet: readonly Control[];
}

const help = (who: Help['who'], primary: Control, ...quiet: readonly Control[]): Help => ({
  who,
  primary,
  quiet,
});

/** The help for each next step. With OAuth, the button for the bank's page takes the place of the login form. */
export const HELP: Readonly<Record<NextStep, Help>> = {
  updateCredentials: help('user', 'login', 'forgotPassword', 'trouble', 'website'),
  restart: help('user', 'retry'),
  tryLater: help('institution', 'done', 'retry'),
  visitInstitution: help('user', 'website', 'retry', 'trouble'),
  chooseInstitution: help('user', 'page'),
  connectAgain: help('user', 'page'),
  contactSupport: help('app', 'page'),
  fixIntegration: help('app', 'page'),
};

type Failure = Extract<BareView['outcome'], { readonly outcome: 'failed' }>;

const isStatus = (name: string | null): name is keyof typeof REASON_OF =>
  name !== null && Object.hasOwn(REASON_OF, name);

/** The words of a resting member; `null` if its issue has words of its own. An issue with other words can have decided. */
export function endOfHealth({
  issue,
  connectionStatus: status,
}: Pick<ConnectionHealth, 'issue' | 'connectionStatus'>): End | null {
  if (issue === 'again')
    return status === 'REJECTED' ? 'answer' : status === 'EXPIRED' ? 'expired' : null;
  if (issue === null || !Object.hasOwn(END_OF_ISSUE, issue)) return null;
  const end = END_OF_ISSUE[issue as keyof typeof END_OF_ISSUE];
  if (end === 'actionNeeded') return status === 'LOCKED' ? 'locked' : end;
  return isStatus(status) && REASON_OF[status] === end ? status : end;
}

/**
 * The words of a failure. A status or an error code counts only if its reason is the reason of the failure: the other one, a call or
 * the machine can have decided.
 */
export function endOf({
  reason,
  nextStep,
  connectionStatus: status,
  errorCode,
  lastFault,
}: Pick<Failure, 'reason' | 'nextStep' | 'connectionStatus' | 'errorCode' | 'lastFault'>): End {
  const [ofCode, reasonOfCode] = CODES[errorCode ?? 0] ?? [];
  if (ofCode && reasonOfCode === reason) return ofCode;
  switch (reason) {
    case 'notFound':
      return nextStep === 'connectAgain' ? 'gone' : 'other';
    case 'refused':
    case 'unauthorized':
    case 'forbidden':
    case 'misconfigured':
      return 'other';
    default:
      return (
        BLOCKS.find((code) => code === lastFault?.code) ??
        (isStatus(status) && REASON_OF[status] === reason ? status : reason)
      );
  }
}

/** Whether the bank has refused a login. A bank may lock the account after a few. */
export const isLoginRefused = (end: End): boolean =>
  ['credentials', 'PREVENTED', 'newLogin'].includes(end);

/** A next step that only the page can take, because the screen cannot. `signIn`: the person is signed out of the page. */
export type PageStep = Exclude<NextStep, 'restart' | 'tryLater' | 'visitInstitution'> | 'signIn';
