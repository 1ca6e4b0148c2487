import type { Playground } from './playground.ts';

/** What the page shares with the script that comes after it: comparing, replaying, copying. */
export interface Shared {
  readonly page: Playground;
  /** Called whenever the page was drawn; `null` before that script has come. */
  draw: (() => void) | null;
}

declare global {
  interface Window {
    playground?: Shared;
  }
}
