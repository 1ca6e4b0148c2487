import type { Kept } from './driver.ts';

/** How long another tab may take to answer, in ms. */
export const PATIENCE = 10_000;

/** What tabs say to each other. No answer and no credential is in it: whoever has them takes the member over. */
type Message =
  /** Who owns the member? Say what you know. */
  | { readonly type: 'ask' }
  /** What the owner has kept. */
  | { readonly type: 'kept'; readonly kept: Kept }
  /** The person acts here: let this tab have the member. */
  | { readonly type: 'handOver' }
  /** Poll now. */
  | { readonly type: 'hint' };

/** What happens in this tab: that it owns the member now, and what each message asks of the tab that it is for. */
export interface TabsOptions {
  owner(): void;
  kept(kept: Kept): void;
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
export function createTabs(name: string, options: TabsOptions) {
  let channel: BroadcastChannel | null = null;
  let request: AbortController | null = null;
  let letGo: (() => void) | null = null;
  let isOwner = false;
  /** Runs while the owner owes an answer. */
  let silence: ReturnType<typeof setTimeout> | undefined;

  function answered(): void {
    clearTimeout(silence);
    silence = undefined;
  }

  function post(message: Message): void {
    channel?.postMessage(message);
    if (!isOwner) silence ??= setTimeout(options.silent, PATIENCE);
  }

  function receive({ data }: MessageEvent<Message>): void {
    try {
      if (data.type === 'kept') {
        answered();
        options.kept(data.kept);
      } else if (isOwner) options[data.type]();
    } catch {
      // It comes from another version of the page.
    }
  }

  function own(): void {
    isOwner = true;
    answered();
    options.owner();
  }

  function hold(): Promise<void> {
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    own();
    return held;
  }

  return {
    isOwner: () => isOwner,
    post,
    /** Shows what the owner says, and owns the member when nobody else does. */
    join(): void {
      if (request) {
        if (isOwner) own();
        return;
      }
      request = new AbortController();
      const { signal } = request;
      const { locks } = globalThis.navigator ?? {};
      if (!locks) {
        own();
        return;
      }
      if (!channel && 'BroadcastChannel' in globalThis) {
        channel = new BroadcastChannel(name);
        channel.addEventListener('message', receive);
      }
      locks
        .request(name, { signal }, () => (signal.aborted ? undefined : hold()))
        .catch(() => {
          // A page that may not use locks, as one in a sandbox.
          if (!signal.aborted && !isOwner) own();
        });
      post({ type: 'ask' });
    },
    /** Lets another tab have it. */
    release(): void {
      isOwner = false;
      request?.abort();
      request = null;
      letGo?.();
      letGo = null;
    },
    leave(): void {
      answered();
      this.release();
      channel?.close();
      channel = null;
    },
  };
}
