import { backOff, sleep } from '@mx-member/http/web';
import {
  type BareView,
  type GivenAnswers,
  HOST_ERROR_CODES,
  isSameMember,
  type MemberHost,
} from '@mx-member/machine/hosting';
import type { FaultCode, Problem } from '@mx-member/machine/step';
import { NOT_YET } from '../not-yet.ts';
import type { AttemptInput, ConnectionOptions, Stopped } from '../types.ts';

/** The first wait while the host cannot be reached, in ms. It doubles each time. */
const FIRST_WAIT = 1_000;
const MAX_WAIT = 60_000;
/** The shortest time between two calls of `next`, in ms, because a proxy can end a long poll at once. */
const MIN_ROUND = 1_000;

/** A host is rate limited only by the logins of its user. Other limits pass by themselves. */
const STOPS: readonly Stopped[] = [...HOST_ERROR_CODES, 'rateLimited'];

/** One attempt of a connection, stored for a reload. */
export interface Attempt {
  /** The input of the attempt. After new credentials, or for another member, it differs from the input of the page. */
  readonly input: AttemptInput;
  /** The revision of the end before this attempt. */
  readonly after?: number;
}

export interface FollowListener {
  /** Called before a later attempt starts. A reload repeats the same start, so nothing starts twice. */
  keep(attempt: Attempt): void;
  changed(): void;
  /** Called when the host does not go on, with its error. */
  stopped(thrown: unknown): void;
}

const codeOf = (thrown: unknown): Stopped =>
  STOPS.find((code) => code === Object(thrown).code) ?? 'unreachable';

/** Follows a member at its host. It makes one call at a time, and calls `next` in between. */
export class Follow {
  readonly #host: MemberHost;
  readonly #begin: MemberHost['start'];
  readonly #on: FollowListener;
  #attempt: Attempt;
  #isStarted = false;
  #view: BareView | null = null;
  #fault: FaultCode | null = null;
  #stopped: Stopped | null = null;
  /** Whether a person has tried again after `unreadable`. */
  #isReplacing = false;
  #isAwake = false;
  #loop: Promise<void> | null = null;
  /** Ends the current long poll or pause. */
  #interrupt = () => {};
  /** The command that is being sent. `next` waits for it. */
  #command: Promise<unknown> = Promise.resolve();

  constructor(
    { host, input }: Pick<ConnectionOptions, 'host' | 'input'>,
    begin: MemberHost['start'],
    on: FollowListener,
  ) {
    this.#host = host;
    this.#begin = begin;
    this.#attempt = { input };
    this.#on = on;
  }

  get input(): AttemptInput {
    return this.#attempt.input;
  }

  get view(): BareView | null {
    return this.#view;
  }

  /** Why the host cannot be used at the moment; `null` if it can. */
  get fault(): FaultCode | null {
    return this.#fault;
  }

  get stopped(): Stopped | null {
    return this.#stopped;
  }

  /** Goes on with a stored attempt, unless there already is an attempt. */
  adopt(attempt: Attempt): void {
    if (!this.#view) this.#attempt = attempt;
  }

  /** Shows a view from the host or from another tab. */
  show(view: BareView): void {
    this.#fault = null;
    this.#stopped = null;
    if (view.revision !== this.#view?.revision) this.#view = view;
    this.#on.changed();
    this.#go();
  }

  wake(): void {
    this.#isAwake = true;
    this.#go();
  }

  sleep(): void {
    this.#isAwake = false;
    this.#interrupt();
  }

  /** Begins an attempt after the last one has ended. Resolves when the host has responded or cannot be reached. */
  async begin(input: AttemptInput): Promise<void> {
    const { input: before, after } = this.#attempt;
    const end = this.#view?.outcome ? this.#view.revision : after;
    // `after` is valid only for the same member.
    const isAfter = end !== undefined && isSameMember(before.member, input.member);
    const attempt: Attempt = { input, ...(isAfter && { after: end }) };
    this.#attempt = attempt;
    this.#isReplacing = this.#stopped === 'unreadable';
    this.#stopped = null;
    this.#isStarted = false;
    this.#view = null;
    this.#on.keep(attempt);
    this.#on.changed();
    const isCurrent = () => attempt === this.#attempt;
    let wait = 0;
    try {
      const view = await this.#send(async () => (isCurrent() ? this.#start() : null));
      if (view && isCurrent()) {
        this.#isStarted = true;
        this.show(view);
      }
    } catch (thrown) {
      if (isCurrent()) wait = this.#fail(thrown, 0);
    }
    this.#go(wait);
  }

  /** Sends answers. @throws {HostError} `invalid` unless they are answers with a prompt. */
  async answer(given: GivenAnswers): Promise<readonly Problem[]> {
    const attempt = this.#attempt;
    try {
      const answered = await this.#send(() => this.#host.answer(attempt.input.member, given));
      if (attempt === this.#attempt) this.show(answered.view);
      return answered.problems;
    } catch (thrown) {
      if (codeOf(thrown) === 'invalid') throw thrown;
      if (attempt === this.#attempt) this.#fail(thrown, 0);
      // The answer may have arrived. A repeated answer has the same prompt, so the host accepts it only once.
      return [NOT_YET];
    } finally {
      this.#go();
    }
  }

  hint(): void {
    if (!this.#isStarted) this.#interrupt();
    else void this.#send(() => this.#host.hint(this.input.member)).catch(() => {});
    this.#go();
  }

  /** Reads the member at its host: another page may have begun an attempt since the outcome. */
  async look(): Promise<void> {
    const attempt = this.#attempt;
    const { member } = attempt.input;
    const view = await this.#send(() => this.#host.view(member)).catch(() => null);
    const isNew = view && view.revision !== this.#view?.revision;
    if (isNew && attempt === this.#attempt) this.show(view);
  }

  async cancel(): Promise<void> {
    const attempt = this.#attempt;
    try {
      const view = await this.#send(() => this.#host.cancel(attempt.input.member));
      if (attempt === this.#attempt) this.show(view);
    } catch (thrown) {
      if (attempt === this.#attempt) this.#fail(thrown, 0);
    }
    this.#go();
  }

  /** Makes a call for the person. No other call runs meanwhile. */
  async #send<Result>(call: () => Promise<Result>): Promise<Result> {
    const sent = this.#command.then(call);
    this.#command = sent.catch(() => {});
    this.#interrupt();
    return sent;
  }

  async #start(): Promise<BareView> {
    const { input, after } = this.#attempt;
    try {
      const view = await this.#begin(input, {
        ...(after !== undefined && { after }),
        ...(this.#isReplacing && { replace: true }),
      });
      // The person may have come back from the bank while no page was open.
      if (view.needs === 'authorization') void this.#host.hint(input.member).catch(() => {});
      return view;
    } catch (thrown) {
      // Another attempt may have begun since. MX's own job, or any that runs, is shown.
      const isShown = input.job === null || input.act !== undefined;
      if (!isShown || codeOf(thrown) !== 'busy') throw thrown;
      return this.#host.view(input.member);
    }
  }

  /** Handles a failed call. @returns How long to wait before the next call, in ms. */
  #fail(thrown: unknown, failures: number): number {
    const code = codeOf(thrown);
    if (code === 'unreachable' || code === 'signedOut') this.#fault = code;
    else {
      this.#stopped = code;
      this.#on.stopped(thrown);
    }
    this.#on.changed();
    return backOff(failures, FIRST_WAIT, MAX_WAIT);
  }

  /** Follows the member in a loop. @param wait How long to wait first, in ms, after a failed call. */
  #go(wait = 0): void {
    if (this.#isFollowing) this.#loop ??= this.#run(wait);
  }

  get #isFollowing(): boolean {
    return this.#isAwake && !this.#stopped && !(this.#isStarted && this.#view?.outcome);
  }

  async #run(firstWait: number): Promise<void> {
    let wait = firstWait;
    let failures = wait > 0 ? 1 : 0;
    while (this.#isFollowing) {
      if (wait > 0) {
        await this.#pause(wait);
        wait = 0;
        continue;
      }
      await this.#command;
      if (!this.#isAwake) break;
      wait = await this.#ask(failures);
      failures = this.#fault ? failures + 1 : 0;
    }
    this.#loop = null;
  }

  /** Makes one call. @returns How long to wait before the next call, in ms. */
  async #ask(failures: number): Promise<number> {
    const from = Date.now();
    const attempt = this.#attempt;
    const known = this.#view;
    const controller = new AbortController();
    const { signal } = controller;
    this.#interrupt = () => controller.abort();
    try {
      const view =
        this.#isStarted && known
          ? await this.#host.next(attempt.input.member, { revision: known.revision, signal })
          : await this.#start();
      // The reply belongs to the previous attempt.
      if (attempt !== this.#attempt) return 0;
      this.#isStarted = true;
      // Another tab has sent a newer view meanwhile.
      if (this.#view !== known) return 0;
      this.show(view);
      // The clock may have been set back meanwhile.
      const passed = Math.max(0, Date.now() - from);
      return view.revision === known?.revision ? MIN_ROUND - passed : 0;
    } catch (thrown) {
      if (signal.aborted || attempt !== this.#attempt) return 0;
      return this.#fail(thrown, failures);
    }
  }

  #pause(ms: number): Promise<void> {
    const controller = new AbortController();
    this.#interrupt = () => controller.abort();
    return sleep(ms, controller.signal).catch(() => undefined);
  }
}
