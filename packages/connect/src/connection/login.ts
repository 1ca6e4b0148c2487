import { faultCodeOf, type MemberAccess } from '@mx-member/machine/hosting';
import type { Baseline, FaultCode, Problem } from '@mx-member/machine/step';
import type { ConnectionOptions, LoginForm, MemberConnection } from '../types.ts';
import type { Attempts } from './attempts.ts';
import { attachedTo } from './attempts.ts';
import type { ViewStore } from './view.ts';

type Credentials = Parameters<MemberConnection['submitCredentials']>[0];

/** A field or a question that the person has left out. */
export const problemAt = (guid: string, code: 'empty' | 'missing'): Problem => ({
  guid,
  code,
  message: 'Please fill this in.',
});

/** The bank's login form after a failed login. Credentials go straight to MX and are not stored. */
export class LoginAgain {
  readonly #access: MemberAccess;
  readonly #institutionCode: string | undefined;
  readonly #store: ViewStore;
  readonly #attempts: Attempts;
  readonly #onOwnPage: () => void;
  #isLoading = false;
  /** Resolves when the attempt with the last credentials has begun. */
  #sent: Promise<void> = Promise.resolve();

  constructor(
    access: MemberAccess,
    { institution }: ConnectionOptions,
    store: ViewStore,
    attempts: Attempts,
    onOwnPage: () => void,
  ) {
    this.#access = access;
    this.#institutionCode = institution?.code;
    this.#store = store;
    this.#attempts = attempts;
    this.#onOwnPage = onOwnPage;
  }

  /** Fetches the fields and shows the form. A form without fields is the form of a bank with its own page. */
  async load(): Promise<void> {
    const institutionCode = this.#institutionCode;
    if (institutionCode === undefined || this.#isLoading) return;
    this.#isLoading = true;
    const { member } = this.#store.view;
    const login = await this.#access.institutionCredentials({ institutionCode }).then(
      (fields): LoginForm => ({ fields, problem: null }),
      (thrown): LoginForm => ({ fields: [], problem: faultCodeOf(thrown) }),
    );
    this.#isLoading = false;
    if (this.#store.view.member !== member) return;
    if (login.fields.length === 0 && login.problem === null) this.#onOwnPage();
    else this.#store.patch({ login });
  }

  /** Closes the form, unless credentials are being sent. */
  leave(): void {
    const { login, isSending } = this.#store.view;
    if (login && !isSending)
      this.#store.patch({ login: { fields: [], problem: null }, problems: [] });
  }

  /** Sends new credentials once and begins an attempt, unless a field is empty. */
  submit(credentials: Credentials): Promise<void> {
    const { login, isSending } = this.#store.view;
    if (!login || isSending) return this.#sent;
    const problems = credentials.flatMap(({ guid, value }) =>
      value ? [] : [problemAt(guid, 'empty')],
    );
    this.#store.patch({ problems });
    if (problems.length === 0) this.#sent = this.#submit(login, credentials);
    return this.#sent;
  }

  async #submit(login: LoginForm, credentials: Credentials): Promise<void> {
    this.#store.patch({ isSending: true, login: { ...login, problem: null } });
    let problem: FaultCode | null = 'notSent';
    await this.#attempts.hold(async () => {
      problem = null;
      try {
        const { member } = this.#attempts.input;
        const updated = await this.#access.updateCredentials({ member, credentials });
        // The reply of MX is the state of the member before the attempt.
        const { reading } = Object(updated) as { readonly reading?: Baseline };
        await this.#attempts.begin(attachedTo(this.#attempts.input, reading));
      } catch (thrown) {
        problem = faultCodeOf(thrown);
      }
    });
    this.#store.patch({ isSending: false, ...(problem && { login: { ...login, problem } }) });
  }
}
