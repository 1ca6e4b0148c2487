import { isSameMember, type MemberHost } from '@mx-member/machine/hosting';
import type { Attendance, BrowserHost, TabsView } from '../browser-host/contract.ts';
import { safely } from '../safely.ts';
import type { AttemptInput, ConnectionOptions, ConnectionView } from '../types.ts';
import { AttemptStorage } from './attempt-storage.ts';
import { NO_PAGE } from './bank-window.ts';
import { Follow } from './follow.ts';
import { Front } from './front.ts';
import type { ViewStore } from './store.ts';
import { NOTHING_YET, viewAfter } from './view.ts';

const GC_TIME = 300_000;
/** The longest wait of a timer, in ms. */
const MAX_TIMER = 2 ** 31 - 1;

export interface AttemptsListener {
  /** Called after the view has changed. */
  changed(before: ConnectionView): void;
  /** Whether an answer is being sent. Then the member is needed even if nobody looks at it. */
  isNeeded(): boolean;
}

/** The attendance at a host outside the page, which serves all tabs alike. */
const ANYWHERE: Attendance = { hold: (work) => work(), leave() {} };

const isInPage = (host: MemberHost): host is BrowserHost => 'attend' in host;

/** The attempts of a connection. The host runs the current one, and this class follows it while somebody looks. */
export class Attempts {
  readonly follow: Follow;
  readonly front: Front;
  readonly #host: MemberHost;
  readonly #store: ViewStore;
  readonly #storage: AttemptStorage;
  readonly #on: AttemptsListener;
  readonly #gcTime: number;
  #gc: ReturnType<typeof setTimeout> | undefined;
  #attendance: Attendance | null = null;

  constructor(
    options: ConnectionOptions,
    start: MemberHost['start'],
    store: ViewStore,
    on: AttemptsListener,
  ) {
    const { host, input, storage, gcTime = GC_TIME, onError } = options;
    this.#host = host;
    this.#gcTime = gcTime;
    this.#store = store;
    this.#on = on;
    this.#storage = new AttemptStorage(
      storage ?? (isInPage(host) ? host.storage : undefined),
      input,
    );
    this.follow = new Follow(options, start, {
      keep: (attempt) => this.#storage.save(attempt),
      changed: () => this.#changed(),
      stopped: (thrown) => safely(() => onError?.(thrown)),
    });
    this.front = new Front(
      () => {
        if (this.#attendance && !store.view.member?.outcome) this.follow.hint();
      },
      (isOffline) => store.patch({ isOffline }),
    );
  }

  get input(): AttemptInput {
    return this.follow.input;
  }

  get isAwake(): boolean {
    return this.#attendance !== null;
  }

  /** Begins or goes on. If nobody looks, it sleeps again after `gcTime`. */
  wake(): void {
    this.sleepUnlessSeen();
    if (this.isAwake) return;
    const kept = this.#storage.load();
    if (kept) this.follow.adopt(kept);
    this.front.watch();
    this.#attend();
    this.follow.wake();
  }

  /** Stops polling now. Commands that were sent are completed first. */
  sleep(): void {
    if (!this.isAwake) return;
    clearTimeout(this.#gc);
    this.front.unwatch();
    this.follow.sleep();
    this.#attendance?.leave();
    this.#attendance = null;
  }

  /** Stops polling after `gcTime`, unless somebody looks before then. */
  sleepUnlessSeen(): void {
    clearTimeout(this.#gc);
    if (!this.#store.isWatched && this.#gcTime <= MAX_TIMER)
      this.#gc = setTimeout(() => this.sleep(), this.#gcTime);
  }

  /** Does work that two tabs must not do at the same time. If another tab keeps the member, the work is not done and the view says so. */
  async hold(work: () => Promise<void>): Promise<void> {
    this.wake();
    await this.#attendance?.hold(work).catch(() => {});
  }

  async begin(next: AttemptInput): Promise<void> {
    const isOther = !isSameMember(this.input.member, next.member);
    const { attempt, bank } = this.#store.view;
    this.#store.patch({ attempt: attempt + 1, bank: bank.state === 'open' ? bank : NO_PAGE });
    const begun = this.follow.begin(next);
    if (isOther && this.isAwake) {
      this.#attendance?.leave();
      this.#attend();
    }
    await begun;
  }

  #attend(): void {
    const { member } = this.input;
    this.#attendance = isInPage(this.#host)
      ? this.#host.attend(member, {
          onTabs: (view) => this.#onTabs(view),
          onAsked: () => {
            if (!this.#store.isWatched && !this.#on.isNeeded()) this.sleep();
          },
        })
      : ANYWHERE;
  }

  #onTabs({ member, isElsewhere, isOwnerSilent }: TabsView): void {
    if (member) this.follow.show(member);
    const isOurs = this.#store.view.isElsewhere && !isElsewhere;
    const problems = isOurs ? NOTHING_YET.problems : this.#store.view.problems;
    this.#store.patch({ isElsewhere, isOwnerSilent, problems });
  }

  #changed(): void {
    const before = this.#store.view;
    this.#store.update(viewAfter(before, this.follow, Date.now()));
    this.#on.changed(before);
  }
}
