import type { MemberAccess, MemberHost } from '@mx-member/machine/hosting';
import { checkInput, type MemberPort, MxError, type Problem } from '@mx-member/machine/step';
import { again, attachedTo, faultOf, needsLogin, readingOf } from './attempt.ts';
import { createBankWindow, NO_PAGE } from './bank-page.ts';
import type { AttemptInput, Given, Kept } from './driver.ts';
import { createHostDriver } from './host-driver.ts';
import { createKeeper, nameOf } from './keeping.ts';
import { createPortDriver } from './port-driver.ts';
import { createTabs, PATIENCE } from './tabs.ts';
import type {
  BankReturn,
  ConnectionOptions,
  ConnectionView,
  LoginForm,
  MemberConnection,
  ObservedStep,
} from './types.ts';
import { isPolledFirst, NOTHING_YET, unlessSame, viewAfter } from './view.ts';

const GC_TIME = 300_000;
/** The longest wait that a timer can hold, in ms. */
const MAX_TIMER = 2 ** 31 - 1;
/** How often coming back to the page polls at most, in ms. */
const LOOK_EVERY = 3_000;

const isHost = (source: MemberPort | MemberHost): source is MemberHost => 'next' in source;

const accessOf = ({ access, source }: ConnectionOptions): MemberAccess | null =>
  access ?? ('oauthWindowUri' in source ? (source as MemberAccess & MemberPort) : null);

function checkSource(source: unknown): void {
  const { readStatus, next } = Object(source);
  if (typeof readStatus !== 'function' && typeof next !== 'function')
    throw new TypeError('createMemberConnection: `source` must be a MemberPort or a MemberHost.');
}

type Credentials = Parameters<MemberConnection['submitCredentials']>[0];

const isBrowser = (): boolean => typeof window !== 'undefined';

/** Calls what is not ours: what it throws is reported, and must not stop the lifecycle. */
function safely(call: () => void): void {
  try {
    call();
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown;
    });
  }
}

/**
 * Makes the store of one member, outside of any component: nothing happens until somebody subscribes in a browser.
 *
 * ```ts
 * const connection = createMemberConnection({ source: connectRelay({ url: '/mx' }), input });
 * ```
 *
 * @throws {TypeError} that says what is wrong with the input.
 */
export function createMemberConnection(options: ConnectionOptions): MemberConnection {
  const { source, input: asked, storage, gcTime = GC_TIME, onStep } = options;
  checkSource(source);
  checkInput(asked);
  const access = accessOf(options);
  const isHosted = isHost(source);
  const keeper = createKeeper(storage, asked);
  const listeners = new Set<() => void>();
  /** Those who wait for a change of the view. */
  const waiting = new Set<() => void>();
  let view = NOTHING_YET;
  let input: AttemptInput = asked;
  let isAwake = false;
  /** What was kept has ended, and the page asks for another job since. */
  let isOld = false;
  let lookedAt = 0;
  let gc: ReturnType<typeof setTimeout> | undefined;
  let answering: Promise<readonly Problem[]> | null = null;
  /** The last credentials, until the attempt with them has begun. */
  let loggingIn: Promise<void> = Promise.resolve();

  function update(next: ConnectionView): void {
    const before = view;
    view = unlessSame(before, next);
    if (view !== before) for (const listener of [...waiting, ...listeners]) safely(listener);
  }
  const patch = (changes: Partial<ConnectionView>): void => update({ ...view, ...changes });

  const driverOptions = {
    keep(kept: Kept) {
      ({ input } = kept);
      tabs.post({ type: 'kept', kept });
      return keeper.save(kept);
    },
    changed() {
      const wasAtBank = view.member?.state === 'authorizing';
      update(viewAfter(view, driver, Date.now()));
      if (wasAtBank && view.member?.state !== 'authorizing') bank.close();
      if (needsLogin(view, input) && !view.login) void loadFields();
    },
    onStep: (step: ObservedStep) => safely(() => onStep?.(step)),
    onError: (thrown: unknown) => safely(() => options.onError?.(thrown)),
  };
  const driver = isHosted
    ? createHostDriver(source, asked, driverOptions)
    : createPortDriver(source, asked, driverOptions);

  const tabs = createTabs(nameOf(asked), {
    owner() {
      patch({ isElsewhere: false, isOwnerSilent: false, problems: NOTHING_YET.problems });
      driver.wake();
      if (isOld) driver.begin(asked);
      isOld = false;
      // Others may wait for an answer of the owner before.
      postKept();
      for (const check of waiting) check();
    },
    kept(kept) {
      if (driver.adopt(kept)) {
        ({ input } = kept);
        // The other tab has begun what this one would have.
        isOld = false;
      }
      patch({ isElsewhere: !tabs.isOwner(), isOwnerSilent: false });
    },
    hint() {
      driver.hint();
      postKept();
    },
    ask() {
      postKept();
      // Nobody looks at it here, and nobody acts.
      if (listeners.size === 0 && !answering) sleep();
    },
    handOver: () => void handOver(),
    silent: () => patch({ isOwnerSilent: true }),
  });
  const postKept = (): void => {
    const kept = driver.kept();
    if (kept && tabs.isOwner()) tabs.post({ type: 'kept', kept });
  };

  const bank = createBankWindow({
    onState(state) {
      patch({ bank: { ...view.bank, state, error: null } });
      if (state === 'closed') look(0);
    },
    onReturn: (what) => returned(what),
  });

  async function loadFields(): Promise<void> {
    const institutionCode = options.institution?.code;
    if (!access || institutionCode === undefined) return;
    const { member } = view;
    const login = await access.institutionCredentials({ institutionCode }).then(
      (fields) => ({ fields, problem: null }),
      (thrown) => ({ fields: [], problem: faultOf(thrown) }),
    );
    if (view.member === member) patch({ login });
  }

  /** Resolves when it is so, or when it takes too long. */
  function until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(end, PATIENCE);
      function end() {
        clearTimeout(timer);
        waiting.delete(check);
        resolve();
      }
      function check() {
        if (isSo()) end();
      }
      waiting.add(check);
      check();
    });
  }

  /** A host serves every tab. */
  const isOwner = (): boolean => isHosted || tabs.isOwner();

  /** Lets this tab own the member, so that what the person enters is said to no other one. @returns Whether it does. */
  async function own(): Promise<boolean> {
    wake();
    sleepUnlessSeen();
    if (!isOwner()) {
      tabs.post({ type: 'handOver' });
      await until(isOwner);
      if (!isOwner()) patch({ isOwnerSilent: true });
    }
    return isOwner();
  }

  /** Resolves when nothing that was sent is on its way, so that another tab can go on with all that is known. */
  async function idle(): Promise<void> {
    await loggingIn;
    await driver.idle();
  }

  async function handOver(): Promise<void> {
    driver.sleep();
    await idle();
    postKept();
    tabs.release();
    // Disposed of meanwhile, it wants nothing back.
    if (isAwake) tabs.join();
  }

  function look(every: number): void {
    const now = Date.now();
    const passed = now - lookedAt;
    // It is negative when the clock was set back.
    if (!isAwake || view.member?.outcome || (passed >= 0 && passed < every)) return;
    lookedAt = now;
    hint();
  }
  const onFront = (): void => {
    // Without a network it would poll in vain, and the one poll that a hint is worth would be gone when it is back.
    if (document.visibilityState !== 'hidden' && navigator.onLine !== false) look(LOOK_EVERY);
  };

  function watchFront(change: 'addEventListener' | 'removeEventListener'): void {
    for (const type of ['focus', 'online']) globalThis[change]?.(type, onFront);
    globalThis.document?.[change]('visibilitychange', onFront);
  }

  function wake(): void {
    if (isAwake) return;
    isAwake = true;
    const found = keeper.load();
    if (found && driver.adopt(found.kept)) {
      ({ input } = found.kept);
      ({ isOld } = found);
    }
    watchFront('addEventListener');
    if (isHosted) driver.wake();
    else tabs.join();
  }

  function sleep(): void {
    if (!isAwake) return;
    isAwake = false;
    clearTimeout(gc);
    watchFront('removeEventListener');
    driver.sleep();
    // The lock is kept while something that was sent is on its way.
    void idle().then(() => {
      if (isAwake) return;
      postKept();
      tabs.leave();
    });
  }

  function sleepUnlessSeen(): void {
    clearTimeout(gc);
    if (isAwake && listeners.size === 0 && gcTime <= MAX_TIMER) gc = setTimeout(sleep, gcTime);
  }

  function begin(next: AttemptInput): void {
    input = next;
    patch({ attempt: view.attempt + 1, bank: view.bank.state === 'open' ? view.bank : NO_PAGE });
    driver.begin(next);
  }

  const hasEnded = (): boolean => view.stopped !== null || (view.member?.outcome ?? null) !== null;

  function hint(): void {
    if (isOwner()) driver.hint();
    else tabs.post({ type: 'hint' });
  }

  async function returned({ status, error_reason, member_guid }: BankReturn): Promise<void> {
    bank.close();
    const { userGuid, memberGuid } = input.member;
    const otherMember = member_guid && member_guid !== memberGuid ? member_guid : null;
    const error = status === 'error' ? (error_reason ?? 'UNKNOWN_ERROR') : null;
    patch({ bank: { state: 'returned', error, otherMember } });
    if (!otherMember || error || !options.followMember) return look(0);
    const member = { userGuid, memberGuid: otherMember };
    if (await own()) begin({ ...attachedTo(input, undefined), member });
  }

  async function answer(given: Given): Promise<readonly Problem[]> {
    patch({ isSending: true, problems: NOTHING_YET.problems });
    try {
      if (isOwner() || (await own()))
        await until(() => !isPolledFirst(driver.member()) || view.warning !== null);
      const problems = await driver.answer(given);
      if (view.member?.prompt === given.prompt) patch({ problems });
      return problems;
    } finally {
      patch({ isSending: false });
    }
  }

  async function logIn(
    access: MemberAccess,
    login: LoginForm,
    credentials: Credentials,
  ): Promise<void> {
    patch({ isSending: true, login: { ...login, problem: null } });
    try {
      if (!(await own())) throw new MxError('notSent');
      const { member } = input;
      const updated = await access.updateCredentials({ member, credentials });
      begin(attachedTo(input, readingOf(updated)));
    } catch (thrown) {
      patch({ login: { ...login, problem: faultOf(thrown) } });
    }
    patch({ isSending: false });
  }

  return {
    options,
    getView: () => view,
    getServerView: () => NOTHING_YET,
    subscribe(listener) {
      // Each subscription is one of its own, also of the same function.
      const own = () => listener();
      listeners.add(own);
      clearTimeout(gc);
      if (isBrowser()) wake();
      return () => {
        if (listeners.delete(own)) sleepUnlessSeen();
      };
    },
    answer({ answers, prompt }) {
      // Pressed twice it is one answer.
      answering ??= answer({ answers, prompt }).finally(() => {
        answering = null;
      });
      return answering;
    },
    openBank() {
      if (!access || view.bank.state === 'opening') return;
      const uri = async () =>
        (await access.oauthWindowUri({ member: input.member })).oauthWindowUri;
      void bank.open(uri).then(async (isOpen) => {
        if (isOpen && hasEnded() && (await own()) && hasEnded())
          begin(attachedTo(input, driver.kept()?.record.context.reading));
      });
    },
    returned: (what) => void returned(what),
    submitCredentials(credentials) {
      if (access && view.login && !view.isSending)
        loggingIn = logIn(access, view.login, credentials);
      return loggingIn;
    },
    hint,
    cancel() {
      void own().then((isOwner) => isOwner && driver.cancel());
    },
    retry(changes) {
      if (!hasEnded()) return;
      if (!changes && access && needsLogin(view, input)) void loadFields();
      else
        void own().then((isOwner) => {
          if (!isOwner || !hasEnded()) return;
          const next = view.stopped ? input : again(input, driver.kept()?.record.context.reading);
          begin({ ...next, ...changes });
        });
    },
    dispose: sleep,
  };
}
