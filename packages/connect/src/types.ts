import type {
  CredentialField,
  HostErrorCode,
  MemberAccess,
  MemberHost,
} from '@mx-member/machine/hosting';
import type { Answer, FaultCode, MemberInput, MemberView, Problem } from '@mx-member/machine/step';
import type { Description, ScreenNode } from './markup.ts';
import type { Messages } from './messages/english.ts';
import type { PageStep } from './page-step.ts';
import type { StorageOption } from './page-storage.ts';

/** What a connection starts: the member, its job and the baseline. */
export type AttemptInput = Omit<MemberInput, 'after'>;

/** How far the person is on the bank's own page. */
export interface BankPage {
  /**
   * `none`: not opened yet. `opening`: the address is being fetched. `open`. `closed`: it seems closed, which says nothing of
   * the login. `cannotOpen`: the browser blocked the window. `unavailable`: there was no address to open. `returned`: the
   * bank has sent the person back.
   */
  readonly state:
    | 'none'
    | 'closed'
    | 'opening'
    | 'open'
    | 'cannotOpen'
    | 'unavailable'
    | 'returned';
  /** Why the bank sent the person back without a login, as MX names it (`CANCELLED`, `DENIED` …); `null` for no error. */
  readonly error: string | null;
  /** The guid of another member to which the bank is connected already; `null` when there is none. */
  readonly otherMember: string | null;
}

/** The bank's login form, shown again after `failed` with the next step `updateCredentials`. */
export interface LoginForm {
  /** In the order to show them; empty when they could not be fetched, or the person has closed the form. */
  readonly fields: readonly CredentialField[];
  /** Why they could not be fetched, or the credentials not be sent; `null` when nothing is in the way. */
  readonly problem: FaultCode | null;
}

/** All that a connect screen shows. Plain JSON, with no answer and no credential in it. */
export interface ConnectionView {
  /**
   * The member as the machine shows it; `null` before the first. A question stays while MX is polled after a reload, or when
   * this tab takes over.
   */
  readonly member: MemberView | null;
  /** Counts the attempts of this connection, from 1. */
  readonly attempt: number;
  /** When the phase that is shown began, by the clock of this device, in ms since 1970; `null` before the first. */
  readonly since: number | null;
  /** Something that the person has sent is on its way. */
  readonly isSending: boolean;
  /** What was wrong with the last answers to the questions that are shown. */
  readonly problems: readonly Problem[];
  /** What stands in the way, if anything does; it goes on by itself. */
  readonly warning: FaultCode | null;
  /** How far the person is on the bank's own page. */
  readonly bank: BankPage;
  /** The login form; `null` when it is not asked for. */
  readonly login: LoginForm | null;
  /** Why the host does not go on with this member; `retry` tries once more. `null` while it does. */
  readonly stopped: HostErrorCode | null;
  /** Another tab polls and this one shows what it sees. */
  readonly isElsewhere: boolean;
  /**
   * That tab has not answered for 10 seconds, because the browser has frozen it. This one goes on when it is back or has gone;
   * what the person did here meanwhile is not sent.
   */
  readonly isOwnerSilent: boolean;
}

/** What MX brings back from the bank's page: in the message to the window that opened it, or in the query of the address. */
export interface BankReturn {
  readonly status: 'success' | 'error';
  /** With `error`: `CANCELLED`, `DENIED`, `IMPEDED`, `PROVIDER_ERROR`, `SERVER_ERROR`, `SESSION_ERROR` or `UNKNOWN_ERROR`. */
  readonly error_reason?: string | null;
  /** The member that is connected now. It can be another one, when the bank was connected before. */
  readonly member_guid?: string | null;
}

/** Options of `createMemberConnection`. */
export interface ConnectionOptions {
  /** Runs the member: `connectHost` where a server does, `createBrowserHost` where this page does. */
  readonly host: MemberHost;
  /**
   * Calls straight to MX: the bank's own page and new credentials. They go through your server and are kept nowhere.
   * @default the host, when it has these calls
   */
  readonly access?: MemberAccess;
  /** The member, its job and the baseline. `pacing` and `deadlines` are for a host in the page; at a server they are the server's. */
  readonly input: AttemptInput;
  /**
   * The institution. Without `name` texts say "your bank"; without `code` no login form can be shown again. `logo` is the address
   * of a picture (`https:` or `data:image/`), and stands beside the title.
   */
  readonly institution?: {
    readonly code?: string;
    readonly name?: string;
    readonly logo?: string;
  };
  /**
   * Keeps a later attempt (`retry`, new credentials, another member), so that a reload goes on with it: `() => sessionStorage`. By
   * a function, because a browser can deny it and a server has none. No answer and no credential is in it.
   * @default the storage of a host in the page; nothing is kept for any other host
   */
  readonly storage?: StorageOption;
  /** How long polling goes on after the last subscriber has left, in ms. @default 300000 (5 min) */
  readonly gcTime?: number;
  /**
   * Replaces texts by their keys; `{bank}` stands for the institution's name. `@mx-member/connect/messages/es` and `fr-ca` are
   * whole tables. @default English
   */
  readonly messages?: Partial<Messages>;
  /** Goes on with the other member when the bank was connected before and MX names it. @default false */
  readonly followMember?: boolean;
  /**
   * The person wants to take the step that only the page can: `chooseInstitution`, `connectAgain`, `contactSupport`,
   * `fixIntegration`, and `updateCredentials` where no login form can be shown. The screen has a button for it then.
   * @default no such button
   */
  readonly onNextStep?: ((nextStep: PageStep, view: ConnectionView) => void) | undefined;
  /** Called with the error of a host that does not go on (`view.stopped`), for your log. @default nothing */
  readonly onError?: (thrown: unknown) => void;
}

/** What stands on the screen of a member that rests, besides title, sentence and what the person can do. Text alone. */
export interface RestParts {
  /** How old the data is; `null` where that is not known. */
  readonly age: string | null;
  /** What MX wants the bank's customers to know, line by line. */
  readonly instructions: readonly string[];
  /** What to do, step by step. */
  readonly steps: readonly string[];
  /** Links to the bank's own pages; `https:` alone. */
  readonly links: readonly { readonly text: string; readonly href: string }[];
}

/** The screen of a member that rests: `createRepair` of `@mx-member/connect/repair` has one. */
export interface RestScreen {
  readonly parts: RestParts;
  /** Whether the person has something to do, somebody else has, or all is well: for the looks. */
  readonly tone: 'act' | 'calm' | 'good';
  /** The step that only the page can take; `null` when the screen can go on, or nobody has to. */
  readonly nextStep: PageStep | null;
  /** Whether a view shows the member at rest. */
  isResting(view: ConnectionView): boolean;
  /** The words of a view that rests. @param own The words that the screen has for it. */
  describe(view: ConnectionView, own: Description): Description;
  /** The parts as elements. */
  draw(): readonly ScreenNode[];
}

/** A member as a store outside of any component. It begins at its first subscriber in a browser. */
export interface MemberConnection {
  /** What a screen shows now. The same object while nothing has changed. */
  getView(): ConnectionView;
  /** What a server renders: nothing has begun there. */
  getServerView(): ConnectionView;
  /**
   * Calls `listener` after each change. The first subscriber in a browser begins the lifecycle, or goes on with it.
   * @returns Ends the subscription.
   */
  subscribe(listener: () => void): () => void;
  /**
   * Sends the answers to all questions, once. `prompt` is that of the view from which they were drawn.
   * @returns What is wrong with them; empty when they were taken.
   */
  answer(given: {
    readonly answers: readonly Answer[];
    readonly prompt: number;
  }): Promise<readonly Problem[]>;
  /**
   * Opens the bank's own page in a window of its own. Call it in the click itself: a browser blocks it later. After a failure
   * it begins a new attempt.
   */
  openBank(): void;
  /** Says what MX has brought back, where the kit could not see it: from your redirect page, or an app's link. */
  returned(what: BankReturn): void;
  /** Sends new credentials after `updateCredentials`, and begins a new attempt. They are kept nowhere. */
  submitCredentials(
    credentials: readonly { readonly guid: string; readonly value: string }[],
  ): Promise<void>;
  /** Something may have changed, for example after the person has signed in again: polls at once. */
  hint(): void;
  /** Gives up; ends in `failed` with reason `cancelled`. After a failure it closes the login form, and `retry` shows it again. */
  cancel(): void;
  /** Begins a new attempt after one that has ended. Fields of `changes` replace those of the input. */
  retry(changes?: Partial<ConnectionOptions['input']>): void;
  /** Stops polling now. A later subscriber goes on. */
  dispose(): void;
  /** The options as they were given. */
  readonly options: ConnectionOptions;
  /** What the screen shows while the member rests. @default it never rests */
  readonly rest?: RestScreen;
}
