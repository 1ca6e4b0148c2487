import { HostError } from '@mx-member/machine/hosting';
import type { KeptLifecycle } from './kept.ts';

/** How long another tab may take to respond, in ms. */
export const PATIENCE = 10_000;

export const unreachable = (): HostError =>
  new HostError(
    'unreachable',
    'Another tab runs this member and does not respond. Close that tab, or go to it.',
  );

/** How long a tab that releases the member waits until another tab has its last record, in ms. */
const GRACE = 1_000;

/** The messages between tabs. They contain no answers and no credentials, because the tab with those takes the member over. */
type Message =
  /** Asks the owner of the member for its record. */
  | { readonly type: 'ask' }
  /** The record of the owner. With `isLast` the owner releases the member as soon as a tab replies `arrived`. */
  | { readonly type: 'kept'; readonly kept: KeptLifecycle; readonly isLast?: boolean }
  | { readonly type: 'arrived' }
  /** Asks the owner to release the member, because the person acts in this tab. */
  | { readonly type: 'handOver' }
  /** Asks the owner to poll now. */
  | { readonly type: 'hint' };

/** What happens in this tab: it becomes the owner of the member, or another tab asks for something. */
export interface TabsListener {
  owner(): void;
  kept(kept: KeptLifecycle): void;
  ask(): void;
  hint(): void;
  /** Another tab asks for the member. Call `release` when all commands are completed. */
  handOver(): void;
  /** The owner does not respond. A browser can freeze a tab, which then still has its lock. */
  silent(): void;
}

/**
 * One tab owns a member with a Web Lock, and the other tabs show what it says. A page without HTTPS has no locks, so there
 * every tab is an owner.
 */
export class Tabs {
  readonly #name: string;
  readonly #on: TabsListener;
  #isOwner = false;
  #channel: BroadcastChannel | null = null;
  #request: AbortController | null = null;
  #free: (() => void) | null = null;
  #arrived = () => {};
  /** Runs while the owner has not responded. */
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(name: string, on: TabsListener) {
    this.#name = name;
    this.#on = on;
  }

  get isOwner(): boolean {
    return this.#isOwner;
  }

  /** Listens to the owner, and becomes the owner when no other tab is. */
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
        // This page may not use locks, for example because it is in a sandbox.
        if (!signal.aborted && !this.#isOwner) this.#own();
      });
    this.post({ type: 'ask' });
  }

  post(message: Message): void {
    this.#channel?.postMessage(message);
    if (!this.#isOwner) this.#silence ??= setTimeout(() => this.#on.silent(), PATIENCE);
  }

  /**
   * Sends the last record, and resolves when it has arrived. Without this, another tab could get the lock before the message,
   * and repeat a start that it does not know.
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

  /** Releases the member for another tab. */
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
      // Another version of the page has sent this message.
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
