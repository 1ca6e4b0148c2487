import type { MemberAccess } from '@mx-member/machine/hosting';
import type { BankPage, BankReturn, ConnectionOptions } from '../types.ts';
import { type Attempts, attachedTo } from './attempts.ts';
import { hasEnded, type ViewStore } from './view.ts';

const NAME = 'mx-member-bank';
const FEATURES = 'popup,width=480,height=760';
/** How often to check whether the window seems closed, in ms. */
const WATCH = 1_000;

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

/** The way to the bank's own page, and back. */
export class BankVisit {
  readonly #access: MemberAccess | null;
  readonly #options: ConnectionOptions;
  readonly #store: ViewStore;
  readonly #attempts: Attempts;
  readonly #window = createBankWindow({
    onState: (state) => {
      this.#store.patch({ bank: { ...this.#store.view.bank, state, error: null } });
      if (state === 'closed') this.#attempts.front.look();
    },
    onReturn: (what) => this.returned(what),
  });

  constructor(
    access: MemberAccess | null,
    options: ConnectionOptions,
    store: ViewStore,
    attempts: Attempts,
  ) {
    this.#access = access;
    this.#options = options;
    this.#store = store;
    this.#attempts = attempts;
  }

  /** Opens the window at once, because a browser blocks it later. After a failure, a new attempt begins when the page is open. */
  async open(): Promise<void> {
    const access = this.#access;
    if (!access || this.#store.view.bank.state === 'opening') return;
    const { member } = this.#attempts.input;
    const isOpen = await this.#window.open(
      async () => (await access.oauthWindowUri({ member })).oauthWindowUri,
    );
    if (!isOpen || !hasEnded(this.#store.view)) return;
    await this.#attempts.hold(async () => {
      if (hasEnded(this.#store.view)) await this.#attempts.begin(attachedTo(this.#attempts.input));
    });
  }

  close(): void {
    this.#window.close();
  }

  /** Called when the bank has sent the person back. */
  returned({ status, error_reason, member_guid }: BankReturn): void {
    this.close();
    const { input } = this.#attempts;
    const { userGuid, memberGuid } = input.member;
    const otherMember = member_guid && member_guid !== memberGuid ? member_guid : null;
    const error = status === 'error' ? (error_reason ?? 'UNKNOWN_ERROR') : null;
    this.#store.patch({ bank: { state: 'returned', error, otherMember } });
    if (!otherMember || error || !this.#options.followMember) {
      this.#attempts.front.look();
      return;
    }
    const member = { userGuid, memberGuid: otherMember };
    this.#attempts.wake();
    void this.#attempts.begin({ ...attachedTo(input), member });
  }
}
