import type { MemberAccess } from '@mx-member/machine/hosting';
import type { BankReturn, ConnectionOptions } from '../types.ts';
import type { Attempts } from './attempts.ts';
import { createBankWindow } from './bank-window.ts';
import { attachedTo } from './retry-input.ts';
import type { ViewStore } from './store.ts';
import { hasEnded } from './view.ts';

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
