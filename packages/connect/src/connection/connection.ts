import type { BareView, MemberHost } from '@mx-member/machine/hosting';
import type { MemberId, Problem } from '@mx-member/machine/step';
import type {
  AttemptInput,
  ConnectionOptions,
  ConnectionView,
  MemberConnection,
} from '../types.ts';
import { Attempts, again } from './attempts.ts';
import { BankVisit } from './bank.ts';
import { LoginAgain, problemAt } from './login.ts';
import { accessOf, checkConnectionOptions } from './options.ts';
import { hasEnded, NOTHING_YET, needsLogin, ViewStore } from './view.ts';

/** What can change while the connection runs. */
type Changeable = Omit<ConnectionOptions, 'messages' | 'input'> & {
  messages?: ConnectionOptions['messages'];
  /** With `oauth` as soon as it is known that the bank has its own page. */
  input: AttemptInput;
};
type Given = Parameters<MemberConnection['answer']>[0];

/** The questions on the screen without an answer, so that only whole answers go to the host. */
function unanswered({ answers, prompt }: Given, { member }: ConnectionView): readonly Problem[] {
  if (member?.needs !== 'answers' || member.prompt !== prompt) return [];
  const given = new Map(answers.map(({ guid, sealed, value }) => [guid, sealed ?? value]));
  return member.challenges.flatMap(({ guid }) => {
    const text = given.get(guid);
    if (text === undefined) return [problemAt(guid, 'missing')];
    return text.trim() === '' ? [problemAt(guid, 'empty')] : [];
  });
}

/** A screen says the same problem again only if it has drawn itself without it in between. */
const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    // An app has no such channel, and no screen reader that needs the pause.
    if (typeof MessageChannel === 'undefined') return resolve();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

/** One member on a screen: its attempts, the bank's own page and the login form. */
class Connection {
  readonly store = new ViewStore();
  readonly attempts: Attempts;
  readonly bank: BankVisit;
  readonly login: LoginAgain | null;
  readonly #options: Changeable;
  readonly #real: (member: MemberId) => MemberId;
  #answering: Promise<readonly Problem[]> | null = null;

  constructor(
    options: Changeable,
    start: MemberHost['start'],
    real = (member: MemberId): MemberId => member,
  ) {
    const access = accessOf(options);
    this.#options = options;
    this.#real = real;
    this.attempts = new Attempts(options, start, this.store, {
      changed: (before) => this.#changed(before),
      isNeeded: () => this.#answering !== null,
    });
    this.bank = new BankVisit(access, options, this.store, this.attempts, real);
    this.login =
      access &&
      new LoginAgain(access, options, this.store, this.attempts, () => {
        options.input = { ...options.input, oauth: true };
        this.store.renew({ login: null });
      });
  }

  subscribe(listener: () => void): () => void {
    const end = this.store.add(listener);
    if (typeof window !== 'undefined') this.attempts.wake();
    return () => {
      if (end() && this.attempts.isAwake) this.attempts.sleepUnlessSeen();
    };
  }

  /** Sends answers. Two presses of the button are one answer. */
  answer(given: Given): Promise<readonly Problem[]> {
    this.#answering ??= this.#answer(given).finally(() => {
      this.#answering = null;
    });
    return this.#answering;
  }

  retry(changes: Partial<ConnectionOptions['input']> | undefined): void {
    const { attempts, store, login } = this;
    if (!hasEnded(store.view)) return;
    if (!changes && login && needsLogin(store.view, this.#options.input)) void login.load();
    else
      void attempts.hold(async () => {
        if (!hasEnded(store.view)) return;
        const next = store.view.stopped ? attempts.input : again(attempts.input);
        await attempts.begin({ ...next, ...changes });
      });
  }

  cancel(): void {
    const { attempts, store, login } = this;
    store.patch({ asksToCancel: false });
    if (login && store.view.login) login.leave();
    else void attempts.hold(() => attempts.follow.cancel());
  }

  async #answer(given: Given): Promise<readonly Problem[]> {
    const { attempts, store } = this;
    const wasWrong = store.view.problems.length > 0;
    store.patch({ isSending: true, problems: NOTHING_YET.problems });
    try {
      attempts.wake();
      const open = unanswered(given, store.view);
      if (open.length > 0 && wasWrong) await nextTask();
      const problems = open.length > 0 ? open : await attempts.follow.answer(given);
      if (store.view.member?.prompt === given.prompt) store.patch({ problems });
      return problems;
    } finally {
      store.patch({ isSending: false });
    }
  }

  #changed({ member: before }: ConnectionView): void {
    const { view } = this.store;
    if (before?.state === 'authorizing' && view.member?.state !== 'authorizing') this.bank.close();
    if (needsLogin(view, this.#options.input) && !view.login) void this.login?.load();
    const { member } = view;
    if (member !== before && member?.outcome?.outcome === 'connected') void this.#count(member);
  }

  /** The page knows the accounts, and a screen without their number is complete. */
  async #count(member: BareView): Promise<void> {
    const { countAccounts } = this.#options;
    if (!countAccounts) return;
    const accounts = await Promise.resolve(this.#real(this.attempts.input.member))
      .then(countAccounts)
      .catch(() => null);
    if (this.store.view.member === member && Number.isSafeInteger(accounts) && Number(accounts) > 0)
      this.store.patch({ accounts });
  }
}

/**
 * Creates the store of one member, outside of any component. Nothing happens until something subscribes in a browser.
 *
 * ```ts
 * const connection = createMemberConnection({ host: connectHost({ url: '/mx' }), input });
 * ```
 *
 * @throws {TypeError} if an option is wrong, `host` is not a `MemberHost`, or the input does not name a member.
 */
export function createMemberConnection(given: ConnectionOptions): MemberConnection {
  checkConnectionOptions(given);
  return openConnection(given, (input, options) => given.host.start(input, options));
}

/**
 * The same for checked options.
 * @param start Starts the member in place of the host's `start`.
 * @param real The member for a placeholder. @default the member itself
 */
export function openConnection(
  given: ConnectionOptions,
  start: MemberHost['start'],
  real?: (member: MemberId) => MemberId,
): MemberConnection {
  const options: Changeable = { ...given };
  const connection = new Connection(options, start, real);
  const { store, attempts, bank, login } = connection;
  return {
    options,
    getView: () => store.view,
    getServerView: () => NOTHING_YET,
    subscribe: (listener) => connection.subscribe(listener),
    answer: ({ answers, prompt }) => connection.answer({ answers, prompt }),
    openBank: () => void bank.open(),
    returned: (what) => bank.returned(what),
    submitCredentials: async (credentials, options) => login?.submit(credentials, options),
    hint() {
      if (attempts.isAwake) attempts.follow.hint();
    },
    cancel: () => connection.cancel(),
    askToCancel: (asksToCancel) => store.patch({ asksToCancel }),
    retry: (changes) => connection.retry(changes),
    setMessages(messages) {
      options.messages = messages;
      store.renew();
    },
    dispose: () => attempts.sleep(),
  };
}
