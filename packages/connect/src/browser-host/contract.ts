import type { BareView, MemberHost } from '@mx-member/machine/hosting';
import type {
  Effect,
  MemberId,
  MemberPort,
  MemberRecord,
  StepEvent,
} from '@mx-member/machine/step';
import type { StepTracer } from '@mx-member/machine/trace';
import type { StorageOption } from '../page-storage.ts';

type Answering = Extract<StepEvent, { readonly type: 'challenge.answer' }>;
type Sending = Extract<Effect, { readonly type: 'submitAnswers' }>;

/** One step of a lifecycle in this page, for a log or a chart. It never contains an answer. */
export interface ObservedStep {
  /** The event. `begin` starts a lifecycle, and `recover` continues it from a record. */
  readonly event:
    | Exclude<StepEvent, Answering>
    | Omit<Answering, 'answers'>
    | { readonly type: 'begin' | 'recover' };
  /** The record before the step; `null` for `begin`. */
  readonly before: MemberRecord | null;
  readonly after: MemberRecord;
  /** The effects of the step. `answer.refused` says what was wrong with answers. */
  readonly effects: readonly (Exclude<Effect, Sending> | Omit<Sending, 'answers'>)[];
}

/** Options of `createBrowserHost`. */
export interface BrowserHostOptions {
  /** Calls MX: `connectRelay` in a page, or your own port. */
  readonly port: MemberPort;
  /**
   * Where records are kept, so that a reload goes on: `() => sessionStorage`, or `() => localStorage` so that other tabs can go
   * on too. It is a function, because a browser can deny its storage and a server has none. Records never contain an answer or
   * a credential. If a record cannot be read, calls reject with `unreadable` and `onError` gets the error.
   * @default records are not kept
   */
  readonly storage?: StorageOption;
  /**
   * The name of this host. Tabs of one origin share the members of hosts with the same name. Give each page its own name if no
   * other tab can go on with its members. @default 'mx-member'
   */
  readonly name?: string;
  /**
   * Called with the last view of each lifecycle, at least once. The end is acknowledged when this resolves. Until then it is
   * reported again with the next end, and when a page with the same `storage` opens. A call that hangs does not delay others.
   */
  readonly onEnded?: (member: MemberId, view: BareView) => unknown;
  /**
   * Makes the views. Give `recordView` of `@mx-member/machine/step` if your own screen shows the sentences of a view: the meaning of
   * a status, the message and the advice of an outcome, the message of a warning. @default views without these sentences,
   * because the connect screen has its own texts, and the page is 1 kB smaller
   */
  readonly viewOf?: (record: MemberRecord) => BareView;
  /** Called after each step of a lifecycle in this page. */
  readonly onStep?: (step: ObservedStep) => void;
  /**
   * Is given each step of a lifecycle that runs in this page, such as `createTracer({ write })` of `@mx-member/adapters/trace`, which
   * writes a trace without secrets. An error of it is an error of the page, and stops nothing. @default none
   */
  readonly trace?: StepTracer;
  /**
   * Called with errors of the port that are not an `MxError`, and with errors of `onEnded`. They can contain anything, so check
   * them before you log them. @default the console gets the name of the error and our code, once a minute
   */
  readonly onError?: (thrown: unknown) => void;
}

/** A part of the page that shows a member. */
export interface Attendant {
  /** Called at once with what is known, and after each change by another tab or another attendant. */
  onTabs(view: {
    /** The view of the member, from the storage or from the tab that runs it; `null` if there is none yet. */
    readonly member: BareView | null;
    /** Whether another tab runs the member. This tab shows the same view. */
    readonly isElsewhere: boolean;
    /** Whether that tab does not respond, because the browser has frozen it. */
    readonly isOwnerSilent: boolean;
  }): void;
  /** Called when another tab asks for the member. Leave if nobody looks at the member here. */
  onAsked(): void;
}

/** The presence of an {@link Attendant} in this page. */
export interface Attendance {
  /**
   * Does work that two tabs must not do at the same time, such as a login and the start after it. This tab takes the member
   * over first, and keeps it until the work is done.
   * @throws {HostError} `unreachable` if the tab that runs the member does not release it. Then the work is not done.
   */
  hold(work: () => Promise<void>): Promise<void>;
  /**
   * Ends the attendance, because nobody looks at the member any more. After the last attendant has left, polling stops and
   * another tab can take the member over. Commands that were sent are completed first. The next call goes on with the member.
   */
  leave(): void;
}

/** A {@link MemberHost} in a page. One tab of a browser runs a member, and the other tabs show the same view. */
export interface BrowserHost extends MemberHost {
  /** Tells the host that somebody looks at the member in this page. A member without attendants runs until `close`. */
  attend(member: MemberId, attendant: Attendant): Attendance;
  /** The storage of the records, as given in the options. */
  readonly storage: StorageOption | undefined;
}
