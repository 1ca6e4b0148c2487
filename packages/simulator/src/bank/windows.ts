import { Refusal } from './refusal.ts';

/** An OAuth window that was asked for. */
export interface OAuthWindow {
  readonly memberGuid: string;
  /** `APP`: the user goes back to `redirectUrl`; `BROWSER`: a page says that it is done (D-OB, D-OM). */
  readonly referralSource: 'APP' | 'BROWSER';
  readonly redirectUrl: string | null;
  readonly skipAggregation: boolean;
}

/** The OAuth windows that are still open. Each can be finished once (D-OB). */
export class OAuthWindows {
  readonly #open = new Map<string, OAuthWindow>();
  readonly #newGuid: (prefix: 'OAU') => string;

  constructor(newGuid: (prefix: 'OAU') => string) {
    this.#newGuid = newGuid;
  }

  /** @returns The token by which the window is known. */
  open(window: OAuthWindow): string {
    const token = this.#newGuid('OAU');
    this.#open.set(token, window);
    return token;
  }

  /** @throws Refusal 410 when it was finished, or never opened. */
  get(token: string): OAuthWindow {
    const window = this.#open.get(token);
    if (!window) throw new Refusal(410, 'This window was used already. Ask for a new one.');
    return window;
  }

  /** The window is finished and cannot be used again. */
  close(token: string): void {
    this.#open.delete(token);
  }
}
