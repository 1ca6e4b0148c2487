import { AsyncLocalStorage } from 'node:async_hooks';
import { vi } from 'vitest';

/** A fake browser with several tabs: locks, channels and storage, by the rules of the web. */

interface Lock {
  readonly tab: Tab;
  readonly name: string;
  readonly grant: () => void;
}

/** A tab. Everything that starts in `run` belongs to the tab, even later. */
export interface Tab {
  readonly run: <Result>(call: () => Result) => Result;
  /** Crashes the tab: its lock is free, and its messages no longer arrive. */
  crash(): void;
  readonly isGone: () => boolean;
  /** Freezes the tab: nothing in it runs until `thaw`. It keeps its lock, and messages to it wait. */
  freeze(): void;
  thaw(): void;
  readonly isFrozen: () => boolean;
}

export interface FakeBrowser {
  open(): Tab;
  /** The popup that the tab may open; `null` if popups are blocked. */
  popup: FakePopup | null;
  readonly opened: FakePopup[];
  /** Brings the tab to the front. */
  focus(): void;
  /** Turns the network on or off. */
  network(isOnline: boolean): void;
  message(source: unknown, data: unknown): void;
}

export class FakePopup {
  closed = false;
  readonly location = { href: 'about:blank' };
  close(): void {
    this.closed = true;
  }
}

/** Runs the work of each tab, including timers. While the tab is frozen, the work waits. */
function freezer(tabs: AsyncLocalStorage<Tab>) {
  const frozen = new Map<Tab, Map<unknown, () => void>>();
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;

  function call(tab: Tab | undefined, work: () => void, timer: unknown = {}): void {
    const waiting = tab && frozen.get(tab);
    if (waiting) waiting.set(timer, work);
    else if (tab) tab.run(work);
    else work();
  }
  const setBy = (set: typeof setTimeout | typeof setInterval) => (work: () => void, ms: number) => {
    const tab = tabs.getStore();
    const timer = set(() => call(tab, work, timer), ms);
    return timer;
  };
  const clearBy = (clear: typeof clearTimeout) => (timer: NodeJS.Timeout | undefined) => {
    clear(timer);
    for (const waiting of frozen.values()) waiting.delete(timer);
  };
  vi.stubGlobal('setTimeout', setBy(setTimeout));
  vi.stubGlobal('setInterval', setBy(setInterval));
  vi.stubGlobal('clearTimeout', clearBy(clearTimeout));
  vi.stubGlobal('clearInterval', clearBy(clearInterval));

  return {
    call,
    freeze(tab: Tab): void {
      if (!frozen.has(tab)) frozen.set(tab, new Map());
    },
    thaw(tab: Tab): void {
      const waiting = frozen.get(tab) ?? new Map<unknown, () => void>();
      // The work can stop another timer that is due.
      for (const [timer, work] of waiting) {
        waiting.delete(timer);
        tab.run(work);
      }
      frozen.delete(tab);
    },
    isFrozen: (tab: Tab) => frozen.has(tab),
  };
}

export function fakeBrowser({ hasLocks = true } = {}): FakeBrowser {
  const tabs = new AsyncLocalStorage<Tab>();
  const gone = new Set<Tab>();
  const enter = freezer(tabs);
  const held = new Map<string, Lock>();
  const queue: Lock[] = [];
  const channels = new Set<{
    tab: Tab | undefined;
    name: string;
    listener: (event: object) => void;
  }>();

  function serve(name: string): void {
    if (held.has(name)) return;
    const index = queue.findIndex((one) => one.name === name && !gone.has(one.tab));
    const [next] = index < 0 ? [] : queue.splice(index, 1);
    if (!next) return;
    held.set(name, next);
    enter.call(next.tab, next.grant);
  }

  const locks = {
    request(name: string, { signal }: { signal: AbortSignal }, hold: () => unknown) {
      const tab = tabs.getStore() as Tab;
      return new Promise((resolve, reject) => {
        const lock: Lock = {
          tab,
          name,
          grant: () =>
            void (async () => {
              await hold();
              if (held.get(name) === lock) held.delete(name);
              resolve(undefined);
              serve(name);
            })(),
        };
        signal.addEventListener('abort', () => {
          if (queue.includes(lock)) {
            queue.splice(queue.indexOf(lock), 1);
            reject(signal.reason);
          }
        });
        queue.push(lock);
        queueMicrotask(() => serve(name));
      });
    },
  };

  class Channel {
    readonly #own;
    constructor(name: string) {
      this.#own = { tab: tabs.getStore(), name, listener: (_: object) => {} };
      channels.add(this.#own);
    }
    addEventListener(_: 'message', listener: (event: object) => void): void {
      this.#own.listener = listener;
    }
    postMessage(message: unknown): void {
      const { tab, name } = this.#own;
      if (tab && gone.has(tab)) return;
      const data = structuredClone(message);
      for (const one of channels) {
        if (one === this.#own || one.name !== name) continue;
        // Each message is a separate task.
        setImmediate(() => {
          if (one.tab && channels.has(one) && !gone.has(one.tab))
            enter.call(one.tab, () => one.listener({ data }));
        });
      }
    }
    close(): void {
      channels.delete(this.#own);
    }
  }

  const page = new EventTarget();
  const listen = page.addEventListener.bind(page);
  vi.stubGlobal('window', page);
  vi.stubGlobal('document', {
    visibilityState: 'visible',
    addEventListener() {},
    removeEventListener() {},
  });
  vi.stubGlobal('addEventListener', listen);
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  const navigator = { onLine: true, ...(hasLocks && { locks }) };
  vi.stubGlobal('navigator', navigator);
  vi.stubGlobal('BroadcastChannel', Channel);
  const opened: FakePopup[] = [];
  const browser: FakeBrowser = {
    popup: null,
    opened,
    open() {
      const tab: Tab = {
        run: (call) => tabs.run(tab, call),
        isGone: () => gone.has(tab),
        freeze: () => enter.freeze(tab),
        thaw: () => enter.thaw(tab),
        isFrozen: () => enter.isFrozen(tab),
        crash() {
          gone.add(tab);
          for (const [name, lock] of held)
            if (lock.tab === tab) {
              held.delete(name);
              serve(name);
            }
        },
      };
      return tab;
    },
    focus: () => void page.dispatchEvent(new Event('focus')),
    network(isOnline) {
      navigator.onLine = isOnline;
      page.dispatchEvent(new Event(isOnline ? 'online' : 'offline'));
    },
    message: (source, data) =>
      void page.dispatchEvent(Object.assign(new Event('message'), { source, data })),
  };
  vi.stubGlobal('open', () => {
    if (browser.popup) opened.push(browser.popup);
    return browser.popup;
  });
  return browser;
}

/** A storage in memory. `isFull` makes writes fail. */
export class FakeStorage {
  readonly items = new Map<string, string>();
  isFull = false;
  getItem(name: string): string | null {
    return this.items.get(name) ?? null;
  }
  setItem(name: string, text: string): void {
    if (this.isFull) throw new DOMException('full', 'QuotaExceededError');
    this.items.set(name, text);
  }
}
