import type { MemberAccess } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import type { BankPage, BankReturn, ConnectionOptions } from '../types.ts';
import { type Attempts, afterAct, atBank } from './attempts.ts';
import { hasEnded, type ViewStore } from './view.ts';

const NAME = 'mx-member-bank';
const FEATURES = 'popup,width=480,height=760';
/** How often to check whether the window seems closed, in ms. */
const WATCH = 1_000;

/** How much of an address is read, in characters. Anybody can open an app with an address of any length. */
const MOST_OF_ADDRESS = 2_048;

/**
 * Reads what MX brings back: the data of its message to the window that opened the bank's page, or the address that opened an
 * app, of which the first 2,048 characters are read.
 * @returns `null` for anything else.
 */
export function readBankReturn(given: unknown): BankReturn | null {
  const { status, error_reason, member_guid } =
    typeof given === 'string' ? fieldsOf(given) : contentsOf(given);
  if (status !== 'success' && status !== 'error') return null;
  return {
    status,
    ...(typeof error_reason === 'string' && { error_reason }),
    ...(typeof member_guid === 'string' && { member_guid }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function contentsOf(message: unknown): Fields {
  const { type, metadata } = Object(message) as Fields;
  const text = typeof type === 'string' ? type : '';
  const [, status] = /^oauthComplete\/(success|error)$/.exec(text) ?? [];
  return { ...Object(metadata), status };
}

/** The parameters of an address. `URL` of React Native cannot read them. */
function fieldsOf(address: string): Fields {
  const [, query = ''] = /\?([^#]*)/.exec(address.slice(0, MOST_OF_ADDRESS)) ?? [];
  return Object.fromEntries(query.split('&').map((field) => field.split('=')));
}

/** An address with another protocol could run code in this page. */
const isWeb = (uri: string): boolean => /^https?:/.test(uri);

export interface BankWindowOptions {
  /** Opens an address in an app. @default a new window of the browser */
  readonly openUrl?: ConnectionOptions['openUrl'];
  onState(state: BankPage['state']): void;
  onReturn(what: BankReturn): void;
}

/** The window with the bank's own page. */
export function createBankWindow({ openUrl, onState, onReturn }: BankWindowOptions) {
  let opened: Window | null = null;
  let watch: ReturnType<typeof setInterval> | undefined;

  function receive({ source, data }: MessageEvent): void {
    const what = source === opened ? readBankReturn(data) : null;
    if (what) onReturn(what);
  }

  function forget(): void {
    clearInterval(watch);
    opened = null;
    globalThis.removeEventListener?.('message', receive);
  }

  /** In an app: nobody tells when that page is closed. */
  async function openIn(open: (uri: string) => unknown, address: () => Promise<string>) {
    onState('opening');
    const uri = await address().catch(() => '');
    if (!isWeb(uri)) {
      onState('unavailable');
      return false;
    }
    onState('open');
    // It may only end when the person is back.
    void new Promise((resolve) => resolve(open(uri))).catch(() => onState('unavailable'));
    return true;
  }

  return {
    /**
     * Opens the window at once, because a browser blocks it later, and loads the address when it is known.
     * @returns Whether the bank's page is open.
     */
    async open(address: () => Promise<string>): Promise<boolean> {
      forget();
      if (openUrl) return openIn(openUrl, address);
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
      if (!isWeb(uri)) {
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
  readonly #real: (member: MemberId) => MemberId;
  readonly #window: ReturnType<typeof createBankWindow>;

  constructor(
    access: MemberAccess | null,
    options: ConnectionOptions,
    store: ViewStore,
    attempts: Attempts,
    real: (member: MemberId) => MemberId,
  ) {
    this.#access = access;
    this.#options = options;
    this.#store = store;
    this.#attempts = attempts;
    this.#real = real;
    this.#window = createBankWindow({
      openUrl: options.openUrl,
      onState: (state) => {
        store.patch({ bank: { ...store.view.bank, state, error: null } });
        if (state === 'closed') attempts.front.look();
      },
      onReturn: (what) => this.returned(what),
    });
  }

  /** Opens the window at once, because a browser blocks it later. After a failure, a new attempt begins when the page is open. */
  async open(): Promise<void> {
    const access = this.#access;
    if (!access || this.#store.view.bank.state === 'opening') return;
    const { member } = this.#attempts.input;
    const { oauth } = this.#options;
    const isOpen = await this.#window.open(
      async () => (await access.oauthWindowUri({ ...oauth, member })).oauthWindowUri,
    );
    if (!isOpen || !hasEnded(this.#store.view)) return;
    await this.#attempts.hold(async () => {
      if (!hasEnded(this.#store.view)) return;
      await this.#attempts.begin(atBank(this.#attempts.input));
    });
  }

  close(): void {
    this.#window.close();
  }

  /** Called when the bank has sent the person back. */
  returned({ status, error_reason, member_guid }: BankReturn): void {
    this.close();
    const { input } = this.#attempts;
    const { userGuid, memberGuid } = this.#real(input.member);
    const otherMember = member_guid && member_guid !== memberGuid ? member_guid : null;
    const error = status === 'error' ? (error_reason ?? 'UNKNOWN_ERROR') : null;
    this.#store.patch({ bank: { state: 'returned', error, otherMember } });
    if (!otherMember || error || !this.#options.followMember) {
      this.#attempts.front.look();
      return;
    }
    const member = { userGuid, memberGuid: otherMember };
    this.#attempts.wake();
    void this.#attempts.begin({ ...afterAct(input, { type: 'return' }), member });
  }
}
