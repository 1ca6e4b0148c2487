import type {
  BareView,
  CredentialField,
  HostErrorCode,
  LoginHold,
  MemberAccess,
  MemberHost,
  OauthRequest,
} from '@mx-member/machine/hosting';
import type { Answer, FaultCode, MemberId, MemberInput, Problem } from '@mx-member/machine/step';
import type { PageStep } from './messages/ends.ts';
import type { Messages } from './messages/english.ts';
import type { StorageOption } from './page-storage.ts';

/** The screens: a wait, the questions, the way to the bank's page, the login form, and the end. */
export type ScreenName = 'busy' | 'questions' | 'bank' | 'login' | 'ended';

/** A screen in words. */
export interface Description {
  /** Which screen it is. */
  readonly screen: ScreenName;
  /** The heading. */
  readonly title: string;
  /** The sentences below the heading; may be empty. */
  readonly details: readonly string[];
  /** How old the data is. @default nothing is said about it */
  readonly age?: string | null;
  /** The text of the button for another attempt. @default the text `retry` */
  readonly retryText?: string | undefined;
  /** Whether that button comes after a step of the page. @default the table of ends says it */
  readonly isRetryQuiet?: boolean;
  /**
   * For the styles: `begin` if nothing was tried yet, `act` if the person has to act, `calm` if somebody else has to or the
   * person has cancelled, `good` if all is well. @default none: the screen and the machine's state say it
   */
  readonly tone?: 'begin' | 'act' | 'calm' | 'good' | undefined;
}

/** What a connection starts: the member, its job, and what the person has done before. */
export type AttemptInput = Omit<MemberInput, 'after'>;

/** The state of the bank's own page. */
export interface BankPage {
  /**
   * `none`: not opened yet. `opening`: the address is being fetched. `open`: the window is open. `closed`: the window seems
   * closed, but the login may be done. `cannotOpen`: the browser blocked the window. `unavailable`: the address could not be
   * fetched. `returned`: the bank has sent the person back.
   */
  readonly state:
    | 'none'
    | 'closed'
    | 'opening'
    | 'open'
    | 'cannotOpen'
    | 'unavailable'
    | 'returned';
  /** Why the bank sent the person back without a login, in MX's words (`CANCELLED`, `DENIED` …); `null` without an error. */
  readonly error: string | null;
  /** The guid of another member that already has this login; `null` if there is none. */
  readonly otherMember: string | null;
}

/** The bank's login form. It is shown again after `failed` with the next step `updateCredentials`. */
export interface LoginForm {
  /**
   * The fields, in the order to show them; empty if they could not be fetched, or if the person has closed the form. A bank whose
   * form has no fields has its own page: the screen offers that page, as with `oauth` of the input.
   */
  readonly fields: readonly CredentialField[];
  /**
   * Why the fields could not be fetched (`notFound`: MX does not know the institution) or the credentials could not be sent (`lost`: they may
   * not have reached MX); `null` without a problem.
   */
  readonly problem: FaultCode | null;
  /** Why the credentials were not sent yet: they need a yes of the person. What was typed stays in the form; `null` without a reason. It stays until they are sent. */
  readonly hold: LoginHold | null;
}

/** Why a host does not go on with a member. `rateLimited`: its person has caused too many logins at banks. */
export type Stopped = HostErrorCode | 'rateLimited';

/** Everything that a connect screen shows. Plain JSON without answers and credentials. */
export interface ConnectionView {
  /**
   * The view of the member; `null` before the first one. A question stays in it while MX is polled after a reload, or after this
   * tab has taken over.
   */
  readonly member: BareView | null;
  /** Counts the attempts of this connection, from 1. */
  readonly attempt: number;
  /** When the current phase began, by the clock of this device, in ms since 1970; `null` before the first view. */
  readonly since: number | null;
  /** Whether something from the person is being sent. */
  readonly isSending: boolean;
  /** The problems of the last answers to the current questions. */
  readonly problems: readonly Problem[];
  /** A fault that delays the member; `null` without one. The member goes on by itself when the fault has ended. */
  readonly warning: FaultCode | null;
  /** The state of the bank's own page. */
  readonly bank: BankPage;
  /** The login form; `null` if it is not shown. */
  readonly login: LoginForm | null;
  /** Why the host does not go on with this member; `null` while it does. `retry` tries again. */
  readonly stopped: Stopped | null;
  /** Whether the browser has no network. What the person has typed stays. */
  readonly isOffline: boolean;
  /** How many accounts are connected, as `countAccounts` says; `null` while that is not known. */
  readonly accounts: number | null;
  /** Whether the person has pressed "Cancel" while questions are open, and is asked once whether to stop. */
  readonly asksToCancel: boolean;
  /** Whether another tab runs the member. This tab shows the same view. */
  readonly isElsewhere: boolean;
  /**
   * Whether that tab has not responded for 10 seconds, because the browser has frozen it. This tab goes on when the other tab is
   * back or closed. Actions of the person in this tab are not sent meanwhile.
   */
  readonly isOwnerSilent: boolean;
}

/** What MX returns from the bank's page: in the message to the window that opened it, or in the query of the redirect. */
export interface BankReturn {
  readonly status: 'success' | 'error';
  /** With `error`: `CANCELLED`, `DENIED`, `IMPEDED`, `PROVIDER_ERROR`, `SERVER_ERROR`, `SESSION_ERROR` or `UNKNOWN_ERROR`. */
  readonly error_reason?: string | null;
  /** The member that is connected now. It can be another member, if the bank was connected before. */
  readonly member_guid?: string | null;
}

/** MX's data about the institution. `readInstitution` of `@mx-member/adapters/mx` returns it. */
export interface Institution {
  /** Without it, the login form cannot be shown again. */
  readonly code?: string;
  /** Without it, texts say "your bank". */
  readonly name?: string;
  /** The address of a picture (`https:` or `data:image/`) beside the title. */
  readonly logo?: string;
  /** The address of its website, where a person unlocks an account. Only `https:` is shown. */
  readonly url?: string | null;
  /** Shown beside a login form, if it begins with `https:`. */
  readonly forgotPasswordUrl?: string | null;
  /** Shown beside a login form, if it begins with `https:`. */
  readonly troubleSigningInUrl?: string | null;
  /** MX's instructions for the login. They are always shown as text. */
  readonly instructionalText?: string | null;
  /** The state of the institution in MX's words, for `showInstitutionStatus`. */
  readonly status?: string | null;
}

/** Options of `createMemberConnection`. */
export interface ConnectionOptions {
  /** Runs the member: `connectHost` for members on a server, `createBrowserHost` for members in this page. */
  readonly host: MemberHost;
  /**
   * Calls straight to MX, for the bank's own page and for new credentials. They go through your server and are not stored.
   * @default the host, if it has these calls
   */
  readonly access?: MemberAccess;
  /** The member, its job, and what the person has done before. `pacing` and `deadlines` are for a host in the page. A server has its own. */
  readonly input: AttemptInput;
  readonly institution?: Institution;
  /** How the person comes back from the bank's own page. @default MX's message to the window that opened the page */
  readonly oauth?: OauthRequest;
  /**
   * Opens the bank's own page in an app, for example `Linking.openURL` of React Native. If it throws or rejects, the screen
   * says that the page could not be opened. @default a new window of the browser
   */
  readonly openUrl?: (address: string) => unknown;
  /** The address of your page about data, `https:`. It is shown before the login. @default no link */
  readonly privacyUrl?: string;
  /**
   * Whether `createNewConnection` and `createRepair` say before the login that `institution.status` is DEGRADED, MAINTENANCE or
   * UNAVAILABLE. With the last two, a new connection shows its form after the person has pressed "Try anyway". MX's widget knows these
   * values, and nobody has seen yet which of them MX sends. @default false
   */
  readonly showInstitutionStatus?: boolean;
  /** The name of your app. The screen says for whom the data is, before the login and at the end. @default "here" */
  readonly appName?: string;
  /**
   * Called once each time that the member is connected. It returns how many accounts the member has, which the screen then says. If it
   * throws, rejects or returns anything but a whole number above 0, the screen says nothing about accounts. @default no call
   */
  readonly countAccounts?: (member: MemberId) => number | PromiseLike<number>;
  /**
   * Where a later attempt (`retry`, new credentials, another member) is stored, so that a reload goes on with it:
   * `() => sessionStorage`. It is a function, because a browser can deny its storage and a server has none. Answers and
   * credentials are never stored. @default the storage of a host in the page; other hosts store nothing
   */
  readonly storage?: StorageOption;
  /** How long to poll after the last subscriber has left, in ms. @default 300000 (5 min) */
  readonly gcTime?: number;
  /**
   * Replaces texts by key. `{bank}` becomes the institution's name. `@mx-member/connect/messages/es-419` and `fr-ca` are complete
   * tables. @default English
   */
  readonly messages?: Partial<Messages> | undefined;
  /** Whether to go on with the other member if the bank was connected before and MX names that member. @default false */
  readonly followMember?: boolean;
  /**
   * Called when the person takes a step that only the page can take: `chooseInstitution`, `connectAgain`, `contactSupport`,
   * `fixIntegration`, `signIn` if the page has signed the person out, and `updateCredentials` if the login form cannot be shown. With it, the screen has a button for each of
   * these steps. An object with a function per step gives a button to those steps only. @default no button
   */
  readonly onNextStep?:
    | ((nextStep: PageStep, view: ConnectionView) => void)
    | Readonly<Partial<Record<PageStep, (nextStep: PageStep, view: ConnectionView) => void>>>
    | undefined;
  /** Called when the person has seen the end and presses "Done". @default no button */
  readonly onDone?: ((view: ConnectionView) => void) | undefined;
  /** Called with the error of a host that does not go on (`view.stopped`), for your log. @default no call */
  readonly onError?: (thrown: unknown) => void;
}

/** The screen of a resting member. `createRepair` of `@mx-member/connect/repair` has one. */
export interface RestScreen {
  /** The next step that only the page can take; `null` if there is none. */
  readonly nextStep: PageStep | null;
  /** Whether a view shows the resting member. */
  isResting(view: ConnectionView): boolean;
  /** Describes a resting view. @param own The default description of the screen. */
  describe(view: ConnectionView, own: Description): Description;
}

/** The store of one member, outside of any component. It begins with its first subscriber in a browser. */
export interface MemberConnection {
  /** The current view. The same object while nothing has changed. */
  getView(): ConnectionView;
  /** The view that a server renders. Nothing begins on a server. */
  getServerView(): ConnectionView;
  /**
   * Calls `listener` after each change. The first subscriber in a browser begins the lifecycle, or goes on with it.
   * @returns A function that ends the subscription.
   */
  subscribe(listener: () => void): () => void;
  /**
   * Sends the answers to all questions, once. `prompt` is the `prompt` of the view that showed the questions. Nothing is sent
   * while an answer is empty or missing.
   * @returns The problems of the answers; empty if they were accepted.
   */
  answer(given: {
    readonly answers: readonly Answer[];
    readonly prompt: number;
  }): Promise<readonly Problem[]>;
  /**
   * Opens the bank's own page in a new window. Call it directly in the click handler, because a browser blocks it later. After a
   * failure it begins a new attempt.
   */
  openBank(): void;
  /** Passes on what MX returned, if this package could not see it: from your redirect page, or from the link of an app. */
  returned(what: BankReturn): void;
  /**
   * Sends new credentials after `updateCredentials`, and begins a new attempt. They are not stored. While `login.hold` of the view says
   * that they need a yes of the person, they are sent only with `isChecked`.
   */
  submitCredentials(
    credentials: readonly { readonly guid: string; readonly value: string }[],
    options?: { readonly isChecked?: boolean },
  ): Promise<void>;
  /** Polls at once, because something may have changed, for example after the person has signed in again. */
  hint(): void;
  /** Cancels: the member ends as `failed` with the reason `cancelled`. After a failure it closes the login form, and `retry` shows it again. */
  cancel(): void;
  /** Asks once whether to stop, or no longer asks. Only `cancel` stops. */
  askToCancel(isAsked: boolean): void;
  /** Begins a new attempt after the last one has ended. The fields of `changes` replace fields of the input. */
  retry(changes?: Partial<ConnectionOptions['input']>): void;
  /**
   * Replaces `messages` while the screen is shown, for example in another language. All screens of the connection are drawn
   * again. What is typed stays. `undefined` is English.
   */
  setMessages(messages: ConnectionOptions['messages']): void;
  /** Stops polling now. A later subscriber starts it again. */
  dispose(): void;
  /** The options. `messages` are the current ones. */
  readonly options: ConnectionOptions;
  /** The screen of the resting member. @default the member never rests */
  readonly rest?: RestScreen;
}
