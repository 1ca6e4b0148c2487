import type { Member } from './member.ts';
import type { Rules } from './options.ts';
import { BankRefusal } from './refusal.ts';

/** An OAuth window that was requested. */
export interface OAuthWindow {
  readonly memberGuid: string;
  /** `APP`: the user returns to the app. `BROWSER`: a page says that it is done (D-OB, D-OM). */
  readonly referralSource: 'APP' | 'BROWSER';
  /** Where an app's user returns to. Without it, an address of the app's scheme. */
  readonly redirectUrl: string | null;
  /** `ui_message_webview_url_scheme` */
  readonly scheme: string;
  readonly skipAggregation: boolean;
}

/** A window, and the origin of the page that opened it, if known. */
type OpenWindow = OAuthWindow & { readonly opener: string | null };

/** The member that a window returns: its own, or a CONNECTED member of this user at the bank. */
export function returningMember(own: Member, members: Iterable<Member>): Member {
  for (const other of members)
    if (
      other.guid !== own.guid &&
      other.institution === own.institution &&
      other.shown.status === 'CONNECTED'
    )
      return other;
  return own;
}

/** The member with a consent that is given at this moment. */
export function withConsent(
  member: Member,
  at: number,
  { consentLifetime }: Pick<Rules, 'consentLifetime'>,
): Member {
  const consentUntil = consentLifetime === null ? null : at + consentLifetime;
  if (consentUntil === member.standing.consentUntil) return member;
  return { ...member, standing: { ...member.standing, consentUntil } };
}

/** The open OAuth windows. Each can be finished once (D-OB). */
export class OAuthWindows {
  readonly #open = new Map<string, OpenWindow>();
  readonly #newToken: () => string;

  constructor(newToken: () => string) {
    this.#newToken = newToken;
  }

  /** @returns The token that identifies the window. */
  open(window: OAuthWindow): string {
    const token = this.#newToken();
    this.#open.set(token, { ...window, opener: null });
    return token;
  }

  /** @throws BankRefusal 410 when the window was finished, or never opened. */
  get(token: string): OpenWindow {
    const window = this.#open.get(token);
    if (!window) throw new BankRefusal(410, 'This window was used already. Ask for a new one.');
    return window;
  }

  /** Records which page opened the window. Only the first one counts. @throws BankRefusal 410 */
  noteOpener(token: string, opener: string): void {
    const window = this.get(token);
    if (window.opener === null) this.#open.set(token, { ...window, opener });
  }

  /** Closes the window. It cannot be used again. */
  close(token: string): void {
    this.#open.delete(token);
  }
}
