import type { BankPage, BankReturn } from '../types.ts';

const NAME = 'mx-member-bank';
const FEATURES = 'popup,width=480,height=760';
/** How often to check whether the window seems closed, in ms. */
const WATCH = 1_000;

export const NO_PAGE: BankPage = { state: 'none', error: null, otherMember: null };

/**
 * Reads MX's message to the window that opened the bank's page.
 * @returns What MX brings back; `null` for any other message.
 */
export function readBankMessage(data: unknown): BankReturn | null {
  const { type, metadata } = Object(data) as Readonly<Record<string, unknown>>;
  const [, said] = /^oauthComplete\/(success|error)$/.exec(String(type)) ?? [];
  const status = said as BankReturn['status'] | undefined;
  if (!status) return null;
  const { error_reason, member_guid } = Object(metadata) as Readonly<Record<string, unknown>>;
  return {
    status,
    ...(typeof error_reason === 'string' && { error_reason }),
    ...(typeof member_guid === 'string' && { member_guid }),
  };
}

export interface BankWindowOptions {
  onState(state: BankPage['state']): void;
  onReturn(what: BankReturn): void;
}

/** The window with the bank's own page. */
export function createBankWindow({ onState, onReturn }: BankWindowOptions) {
  let opened: Window | null = null;
  let watch: ReturnType<typeof setInterval> | undefined;

  function receive({ source, data }: MessageEvent): void {
    const what = source === opened ? readBankMessage(data) : null;
    if (what) onReturn(what);
  }

  function forget(): void {
    clearInterval(watch);
    opened = null;
    globalThis.removeEventListener?.('message', receive);
  }

  return {
    /**
     * Opens the window at once, because a browser blocks it later, and loads the address when it is known.
     * @returns Whether the bank's page is open.
     */
    async open(address: () => Promise<string>): Promise<boolean> {
      forget();
      // The window keeps its opener, because MX's page sends its message there.
      const own = globalThis.open?.('about:blank', NAME, FEATURES) ?? null;
      if (!own || own.closed) {
        onState('cannotOpen');
        return false;
      }
      opened = own;
      onState('opening');
      const uri = await address().catch(() => '');
      // The window was opened again meanwhile.
      if (opened !== own) return false;
      // An address with another protocol could run code in this page.
      if (!/^https?:/.test(uri)) {
        this.close();
        onState('unavailable');
        return false;
      }
      own.location.href = uri;
      onState('open');
      globalThis.addEventListener('message', receive);
      const timer = setInterval(() => {
        // The window can seem closed while it is open, if the bank's page has cut the link to this page. So this only causes a poll.
        if (!own.closed) return;
        clearInterval(timer);
        onState('closed');
      }, WATCH);
      watch = timer;
      return true;
    },
    close(): void {
      opened?.close();
      forget();
    },
  };
}
