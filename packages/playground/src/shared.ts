import type { Playground } from './playground.ts';

/** What the page shares with the script that loads after it, which compares, replays and copies runs. */
export interface Shared {
  readonly page: Playground;
  /** Called after each drawing of the page; `null` until that script has loaded. */
  draw: (() => void) | null;
}

declare global {
  interface Window {
    playground?: Shared;
  }
}
