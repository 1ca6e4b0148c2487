import { HostError } from '@mx-member/machine/hosting';
import type { KeptLifecycle } from './kept.ts';

/** How long another tab may take to answer, in ms. */
export const PATIENCE = 10_000;

export const unreachable = (): HostError =>
  new HostError('unreachable', 'Another tab runs this member and does not answer.');

/** How long a tab that lets the member go waits until what it knows has arrived in another tab, in ms. */
const GRACE = 1_000;

/** What tabs say to each other. It holds no answer and no credential: the tab that has them takes the member over. */
type Message =
  /** Who owns the member? Say what you know. */
  | { readonly type: 'ask' }
  /** What the owner has kept. With `isLast` it lets the member go as soon as one tab says `arrived`. */
  | { readonly type: 'kept'; readonly kept: KeptLifecycle; readonly isLast?: boolean }
  | { readonly type: 'arrived' }
  /** The person acts here: let this tab have the member. */
  | { readonly type: 'handOver' }
  /** Poll now. */
  | { readonly type: 'hint' };

/** What happens in this tab: it owns the member now, or another tab asks something of it. */
export interface TabsListener {
  owner(): void;
  kept(kept: KeptLifecycle): void;
  ask(): void;
  hint(): void;
  /** `release` when nothing is on its way. */
  handOver(): void;
  /** The owner does not answer: a browser can freeze a tab, which keeps its lock. */
  silent(): void;
}

/**
 * One tab owns a member, by a Web Lock; the others show what it says. Where there are no locks (a page without HTTPS) every
 * tab is an owner.
 */
export class Tabs {
  readonly #name: string;
  readonly #on: TabsListener;
  #isOwner = false;
  #channel: BroadcastChannel | null = null;
  #request: AbortController | null = null;
  #free: (() => void) | null = null;
  #arrived = () => {};
  /** Runs while the owner owes an answer. */
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(name: string, on: TabsListener) {
    this.#name = name;
    this.#on = on;
  }

  get isOwner(): boolean {
    return this.#isOwner;
  }

  /** Shows what the owner says, and owns the member when nobody else does. */
  join(): void {
    if (this.#request) {
      if (this.#isOwner) this.#own();
      return;
    }
    this.#request = new AbortController();
    const { signal } = this.#request;
    const { locks } = globalThis.navigator ?? {};
    if (!locks) {
      this.#own();
      return;
    }
    this.#listen();
    locks
      .request(this.#name, { signal }, () => (signal.aborted ? undefined : this.#hold()))
      .catch(() => {
        // This page may not use locks: it is in a sandbox, for example.
        if (!signal.aborted && !this.#isOwner) this.#own();
      });
    this.post({ type: 'ask' });
  }

  post(message: Message): void {
    this.#channel?.postMessage(message);
    if (!this.#isOwner) this.#silence ??= setTimeout(() => this.#on.silent(), PATIENCE);
  }

  /**
   * Says for the last time what is known, and resolves when it has arrived: a lock can be granted before a message comes, and
   * a tab that does not know of a start could make it again.
   */
  async say(kept: KeptLifecycle | null): Promise<void> {
    if (!kept || !this.#isOwner || !this.#channel) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GRACE);
      this.#arrived = () => {
        clearTimeout(timer);
        resolve();
      };
      this.post({ type: 'kept', kept, isLast: true });
    });
  }

  /** Lets another tab have it. */
  release(): void {
    this.#isOwner = false;
    this.#request?.abort();
    this.#request = null;
    this.#free?.();
    this.#free = null;
  }

  leave(): void {
    this.#endSilence();
    this.release();
    this.#channel?.close();
    this.#channel = null;
  }

  #listen(): void {
    if (this.#channel || !('BroadcastChannel' in globalThis)) return;
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.addEventListener('message', (event) => this.#receive(event));
  }

  #receive({ data }: MessageEvent<Message>): void {
    try {
      if (data.type === 'kept') {
        this.#endSilence();
        this.#on.kept(data.kept);
        if (data.isLast) this.#channel?.postMessage({ type: 'arrived' } satisfies Message);
      } else if (data.type === 'arrived') this.#arrived();
      else if (this.#isOwner) this.#on[data.type]();
    } catch {
      // Another version of the page has sent it.
    }
  }

  #own(): void {
    this.#isOwner = true;
    this.#endSilence();
    this.#on.owner();
  }

  #hold(): Promise<void> {
    const held = new Promise<void>((resolve) => {
      this.#free = resolve;
    });
    this.#own();
    return held;
  }

  #endSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = undefined;
  }
}
