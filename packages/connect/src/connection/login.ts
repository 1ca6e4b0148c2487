import { isRefusal } from '@mx-member/http/create';
import {
  faultCodeOf,
  type LoginHold,
  loginHoldOf,
  type MemberAccess,
} from '@mx-member/machine/hosting';
import type { Baseline, FaultCode, Problem } from '@mx-member/machine/step';
import type { ConnectionOptions, ConnectionView, LoginForm, MemberConnection } from '../types.ts';
import { type Attempts, afterAct } from './attempts.ts';
import { needsLogin, type ViewStore } from './view.ts';

type Credentials = Parameters<MemberConnection['submitCredentials']>[0];

/** A form without fields, as before it was fetched. */
export const NO_FORM: LoginForm = { fields: [], problem: null, hold: null };

/** A field or a question that the person has left out. */
export const problemAt = (guid: string, code: 'empty' | 'missing'): Problem => ({
  guid,
  code,
  message: 'Please fill this in.',
});

/** How the member was when the login form was shown. */
function baselineOf({ member }: ConnectionView): Baseline {
  const { connectionStatus, errorCode } = Object(member?.outcome);
  return { ...(connectionStatus && { connectionStatus }), ...(errorCode && { errorCode }) };
}

/** The bank's login form after a failed login. Credentials go straight to MX and are not stored. */
export class LoginAgain {
  readonly #access: MemberAccess;
  readonly #options: ConnectionOptions;
  readonly #store: ViewStore;
  readonly #attempts: Attempts;
  readonly #onOwnPage: () => void;
  #isLoading = false;
  /** Resolves when the attempt with the last credentials has begun. */
  #sent: Promise<void> = Promise.resolve();

  constructor(
    access: MemberAccess,
    options: ConnectionOptions,
    store: ViewStore,
    attempts: Attempts,
    onOwnPage: () => void,
  ) {
    this.#access = access;
    this.#options = options;
    this.#store = store;
    this.#attempts = attempts;
    this.#onOwnPage = onOwnPage;
  }

  /** Fetches the fields and shows the form. A form without fields is the form of a bank with its own page. */
  async load(): Promise<void> {
    const institutionCode = this.#options.institution?.code;
    if (institutionCode === undefined || this.#isLoading) return;
    this.#isLoading = true;
    const { member } = this.#store.view;
    const problem = this.#mayBeLost ? 'lost' : null;
    const login = await this.#access.institutionCredentials({ institutionCode }).then(
      (fields): LoginForm => ({ ...NO_FORM, fields, problem }),
      (thrown): LoginForm => ({ ...NO_FORM, problem: faultCodeOf(thrown) }),
    );
    this.#isLoading = false;
    if (this.#store.view.member !== member) return;
    if (login.fields.length === 0 && login.problem === problem) this.#onOwnPage();
    else this.#store.patch({ login });
  }

  /** Whether the reply to the last credentials is lost, and MX has shown nothing since that it did not show before. */
  get #mayBeLost(): boolean {
    const { act } = this.#attempts.input;
    const { connectionStatus, errorCode } = baselineOf(this.#store.view);
    return (
      act?.type === 'credentials' &&
      act.reply === null &&
      connectionStatus === act.before?.connectionStatus &&
      errorCode === act.before?.errorCode
    );
  }

  /** Closes the form, unless credentials are being sent. */
  leave(): void {
    const { login, isSending } = this.#store.view;
    if (login && !isSending) this.#store.patch({ login: NO_FORM, problems: [] });
  }

  /** Sends new credentials once and begins an attempt, unless a field is empty or the member needs none by now. */
  submit(
    credentials: Credentials,
    { isChecked = false }: { readonly isChecked?: boolean } = {},
  ): Promise<void> {
    const { login, isSending } = this.#store.view;
    if (!login || isSending) return this.#sent;
    const problems = credentials.flatMap(({ guid, value }) =>
      value ? [] : [problemAt(guid, 'empty')],
    );
    this.#store.patch({ problems });
    const confirmed = isChecked ? login.hold?.confirm : undefined;
    if (problems.length === 0) this.#sent = this.#submit(login, credentials, confirmed);
    return this.#sent;
  }

  async #submit(
    login: LoginForm,
    credentials: Credentials,
    confirmed: string | undefined,
  ): Promise<void> {
    this.#store.patch({ isSending: true, login: { ...login, problem: null } });
    let problem: FaultCode | null = 'notSent';
    let hold: LoginHold | null = null;
    await this.#attempts.hold(async () => {
      problem = null;
      // Another page may have connected the member since this form was shown. A wrong password would break it again.
      await this.#attempts.follow.look();
      if (!needsLogin(this.#store.view, this.#options.input)) return;
      const { input } = this.#attempts;
      const before = baselineOf(this.#store.view);
      try {
        const { member } = input;
        const updated = await this.#access.updateCredentials({
          member,
          credentials,
          ...(confirmed !== undefined && { confirmed }),
        });
        // The reply of MX is the state of the member before the attempt.
        const { reading: reply = null } = Object(updated) as { readonly reading?: Baseline };
        await this.#attempts.begin(afterAct(input, { type: 'credentials', before, reply }));
      } catch (thrown) {
        hold = loginHoldOf(thrown);
        if (hold) return;
        // What may have reached MX is not sent again, and the screen does not say that it was not sent.
        if (isRefusal(thrown)) problem = faultCodeOf(thrown);
        else await this.#attempts.begin(afterAct(input, { type: 'credentials', before }));
      }
    });
    const isBack = problem !== null || hold !== null;
    this.#store.patch({ isSending: false, ...(isBack && { login: { ...login, problem, hold } }) });
  }
}
