import type { MemberHost } from '@mx-member/machine/hosting';
import type {
  Effect,
  MemberId,
  MemberPort,
  MemberRecord,
  MemberView,
  StepEvent,
} from '@mx-member/machine/step';
import type { StepTracer } from '@mx-member/machine/trace';
import type { StorageOption } from '../page-storage.ts';

type Answering = Extract<StepEvent, { readonly type: 'challenge.answer' }>;
type Sending = Extract<Effect, { readonly type: 'submitAnswers' }>;

/** One step of a lifecycle that runs in this page, for a log or a chart. It holds no answer. */
export interface ObservedStep {
  /** What happened. `begin`: a lifecycle begins. `recover`: it goes on from a record. */
  readonly event:
    | Exclude<StepEvent, Answering>
    | Omit<Answering, 'answers'>
    | { readonly type: 'begin' | 'recover' };
  /** `null` when a lifecycle begins. */
  readonly before: MemberRecord | null;
  readonly after: MemberRecord;
  /** What follows; `answer.refused` says what was wrong with answers. */
  readonly effects: readonly (Exclude<Effect, Sending> | Omit<Sending, 'answers'>)[];
}

/** Options of `createBrowserHost`. */
export interface BrowserHostOptions {
  /** Makes the calls to MX: `connectRelay` in a page, or a port of your own. */
  readonly port: MemberPort;
  /**
   * Keeps the records, so that a reload goes on: `() => sessionStorage`, or `localStorage` when other tabs should go on too. By a
   * function, because a browser can deny it and a server has none. No answer and no credential is in it. A member whose record
   * there cannot be read is `unreadable`, and `onError` gets that error. @default nothing is kept
   */
  readonly storage?: StorageOption;
  /**
   * Names this host among the tabs of its origin: tabs with the same name share their members. Give each page another name when
   * no other tab can go on with its members. @default 'mx-member'
   */
  readonly name?: string;
  /**
   * Called with the last view of each lifecycle, at least once. It is acknowledged when this resolves. Otherwise it is reported
   * again with the next one, and when a page with the same `storage` is opened. A call that hangs delays no other.
   */
  readonly onEnded?: (member: MemberId, view: MemberView) => unknown;
  /** Called after each step of a lifecycle that runs in this page. */
  readonly onStep?: (step: ObservedStep) => void;
  /**
   * Is given each step of a lifecycle that runs in this page, such as `createTracer({ write })` of `@mx-member/adapters/trace`, which
   * writes a trace without secrets. An error of it is an error of the page, and stops nothing. @default none
   */
  readonly trace?: StepTracer;
  /**
   * What a port has thrown that is not an `MxError`, and what `onEnded` has thrown, for your log. Look before you write it down.
   * @default the console gets its name and our code, once a minute
   */
  readonly onError?: (thrown: unknown) => void;
}

/** What one page knows of a member among the tabs of a browser. */
export interface TabsView {
  /** The member as it was kept, or as the tab that runs it has said; `null` before either. */
  readonly member: MemberView | null;
  /** Another tab runs the member and this one shows what it sees. */
  readonly isElsewhere: boolean;
  /** That tab does not answer, because the browser has frozen it. */
  readonly isOwnerSilent: boolean;
}

/** A part of the page that shows a member. */
export interface Attendant {
  /** Called at once with what is known, and whenever another tab or another attendant has done something. */
  onTabs(view: TabsView): void;
  /** Another tab asks for the member. Leave if nobody looks at it here. */
  onAsked(): void;
}

/** The presence of an {@link Attendant} in this page. */
export interface Attendance {
  /**
   * Does something that two tabs must not do at the same time, such as a login and the start that follows it. This tab takes
   * the member over first, and keeps it until the work is done.
   * @throws {HostError} `unreachable` when the tab that runs the member does not let it go; the work is not done.
   */
  hold(work: () => Promise<void>): Promise<void>;
  /**
   * Nobody looks at the member any more. When the last attendant has left, polling stops and another tab may have the member;
   * the next call goes on with it. What was sent is waited for.
   */
  leave(): void;
}

/** A {@link MemberHost} in a page. Among the tabs of a browser one runs a member, and the others show what it sees. */
export interface BrowserHost extends MemberHost {
  /** Says that somebody looks at the member in this page. A member that nobody attends to runs until `close`. */
  attend(member: MemberId, attendant: Attendant): Attendance;
  /** Where this host keeps its records. */
  readonly storage: StorageOption | undefined;
}
