import { isSameMember, type MemberHost, withAct } from '@mx-member/machine/hosting';
import { type Act, DEFAULT_PACING } from '@mx-member/machine/step';
import type { Attendance, Attendant, BrowserHost } from '../browser-host/contract.ts';
import { requestOf } from '../browser-host/kept.ts';
import { PageStorage, type StorageOption, storageKey } from '../page-storage.ts';
import { safely } from '../safely.ts';
import type { AttemptInput, ConnectionOptions, ConnectionView } from '../types.ts';
import { type Attempt, Follow } from './follow.ts';
import { isMember } from './options.ts';
import { NO_PAGE, NOTHING_YET, type ViewStore, viewAfter } from './view.ts';

/** The input of an attempt after something that the person has just done. MX begins a job by itself then. */
export const afterAct = (
  { act: _, oauth: __, ...input }: AttemptInput,
  act: Pick<Act, 'type'> & Partial<Pick<Act, 'before' | 'reply'>>,
): AttemptInput => ({ ...input, act: { before: null, reply: null, at: Date.now(), ...act } });

/** The input of an attempt during which the person is at the bank's page. */
export const atBank = ({ act: _, ...input }: AttemptInput): AttemptInput => ({
  ...input,
  oauth: true,
});

/** The input of an attempt before which the person does not go to the bank's page. So its job does not wait for them. */
export const atOnce = ({ oauth = false, ...input }: AttemptInput): AttemptInput => ({
  ...input,
  ...((input.job === null || input.act) && oauth && { oauth }),
});

/** The input of an attempt that starts its own job, even if MX started the first job. */
export const again = ({ act: _, ...input }: AttemptInput): AttemptInput =>
  atOnce({ ...input, job: input.job ?? 'aggregate' });

/** Stores the last attempt, if it is not the first one, together with the input of the page. */
export class AttemptStorage {
  readonly #storage: PageStorage;
  readonly #name: string;
  readonly #asked: string;

  constructor(storage: StorageOption | undefined, input: AttemptInput) {
    this.#storage = new PageStorage(storage);
    this.#name = storageKey('mx-member attempt', input.member);
    this.#asked = requestOf(input);
  }

  /** @returns The stored attempt; `null` if there is none, or if the page now asks for something else. */
  load(): Attempt | null {
    const { asked, input, after } = Object(this.#storage.read(this.#name));
    const isKnown = after === undefined || Number.isSafeInteger(after);
    return asked === this.#asked && isMember(Object(input).member) && isKnown
      ? { input: withAct(input), ...(after !== undefined && { after }) }
      : null;
  }

  save({ input, after }: Attempt): void {
    this.#storage.write(this.#name, { asked: this.#asked, input, after });
  }
}

/** The shortest time between two polls because the person came back to the page, in ms. */
const LOOK_EVERY = DEFAULT_PACING.busy;

const isOffline = (): boolean => globalThis.navigator?.onLine === false;

/** Polls when the person comes back to the page, and knows whether the browser has a network. */
export class Front {
  readonly #poll: () => void;
  readonly #onNetwork: (isOffline: boolean) => void;
  #lookedAt = 0;

  constructor(poll: () => void, onNetwork: (isOffline: boolean) => void) {
    this.#poll = poll;
    this.#onNetwork = onNetwork;
  }

  /** Polls now, unless it polled within the last `every` ms. */
  look(every = 0): void {
    const now = Date.now();
    const passed = now - this.#lookedAt;
    // It is negative if the clock was set back.
    if (passed >= 0 && passed < every) return;
    this.#lookedAt = now;
    this.#poll();
  }

  watch(): void {
    this.#listen('addEventListener');
    this.#tellNetwork();
  }

  unwatch(): void {
    this.#listen('removeEventListener');
  }

  readonly #onFront = (): void => {
    // Without a network, the poll would fail and the hint would be used up.
    if (document.visibilityState !== 'hidden' && !isOffline()) this.look(LOOK_EVERY);
  };

  readonly #tellNetwork = (): void => this.#onNetwork(isOffline());

  #listen(change: 'addEventListener' | 'removeEventListener'): void {
    for (const type of ['focus', 'online']) globalThis[change]?.(type, this.#onFront);
    for (const type of ['offline', 'online']) globalThis[change]?.(type, this.#tellNetwork);
    globalThis.document?.[change]('visibilitychange', this.#onFront);
  }
}

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
    this.follow = new Follow({ host, input: atOnce(input) }, start, {
      keep: (attempt) => this.#storage.save(attempt),
      changed: () => this.#changed(),
      stopped: (thrown) => safely(() => onError?.(thrown)),
    });
    this.front = new Front(
      () => {
        if (!this.#attendance || store.view.isSending) return;
        const outcome = store.view.member?.outcome;
        if (!outcome) this.follow.hint();
        else if (outcome.outcome === 'failed') void this.follow.look();
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

  #onTabs({ member, isElsewhere, isOwnerSilent }: Parameters<Attendant['onTabs']>[0]): void {
    if (member) this.follow.show(member);
    const isHereAgain = this.#store.view.isElsewhere && !isElsewhere;
    const problems = isHereAgain ? NOTHING_YET.problems : this.#store.view.problems;
    this.#store.patch({ isElsewhere, isOwnerSilent, problems });
  }

  #changed(): void {
    const before = this.#store.view;
    this.#store.update(viewAfter(before, this.follow, Date.now()));
    this.#on.changed(before);
  }
}
