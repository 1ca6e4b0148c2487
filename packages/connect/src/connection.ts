import type { MemberAccess, MemberHost, MemberPort, Problem } from '@mx-member/machine/step';
import { again, baselineOf, needsLogin } from './attempt.ts';
import { createBankWindow, NO_PAGE } from './bank-page.ts';
import type { AttemptInput } from './driver.ts';
import { createHostDriver } from './host-driver.ts';
import { createKeeper, nameOf } from './keeping.ts';
import { createPortDriver } from './port-driver.ts';
import { createTabs } from './tabs.ts';
import type { BankReturn, ConnectionOptions, ConnectionView, MemberConnection } from './types.ts';
import { NOTHING_YET, unlessSame, viewAfter } from './view.ts';

const GC_TIME = 300_000;
/** How often coming back to the page polls at most, in ms. */
const LOOK_EVERY = 3_000;
/** How long another tab may take to let this one act, in ms. */
const HAND_OVER = 10_000;

const isHost = (source: MemberPort | MemberHost): source is MemberHost => 'next' in source;

const accessOf = ({ access, source }: ConnectionOptions): MemberAccess | null =>
  access ?? ('oauthWindowUri' in source ? (source as MemberAccess & MemberPort) : null);

const isBrowser = (): boolean => typeof window !== 'undefined';

/**
 * Makes the store of one member, outside of any component: nothing happens until somebody subscribes in a browser.
 *
 * ```ts
 * const connection = createMemberConnection({ source: connectRelay({ url: '/mx' }), input });
 * ```
 *
 * @throws Nothing at once; a wrong input is thrown by `subscribe`.
 */
export function createMemberConnection(options: ConnectionOptions): MemberConnection {
  const { source, input: asked, gcTime = GC_TIME } = options;
  const access = accessOf(options);
  const listeners = new Set<() => void>();
  let view = NOTHING_YET;
  let input: AttemptInput = asked;
  let isAwake = false;
  let isLoaded = false;
  let isOld = false;
  let lookedAt = 0;
  let gc: ReturnType<typeof setTimeout> | undefined;
  /** Waits for a change: answers in a tab that takes over. */
  const waiting = new Set<() => void>();

  function update(next: ConnectionView): void {
    const before = view;
    view = unlessSame(before, next);
    if (view === before) return;
    for (const listener of [...waiting, ...listeners]) {
      try {
        listener();
      } catch (thrown) {
        // It is the listener's, and must not stop the lifecycle.
        queueMicrotask(() => {
          throw thrown;
        });
      }
    }
  }
  const patch = (changes: Partial<ConnectionView>): void => update({ ...view, ...changes });

  const keeper = createKeeper(options.storage, asked);
  const isHosted = isHost(source);
  const driverOptions = {
    keep(kept: { readonly input: AttemptInput }) {
      ({ input } = kept);
      const isKept = keeper.save(kept);
      if (!isHosted) tabs.post({ type: 'kept', kept });
      return isKept;
    },
    changed() {
      update(viewAfter(view, driver, Date.now()));
      const { needs, outcome } = view.member ?? {};
      if (!outcome && needs !== 'authorization' && view.bank.state === 'returned')
        patch({ bank: NO_PAGE });
      if (outcome?.outcome === 'connected') bank.close();
      if (needsLogin(view, input) && !view.login) void loadFields();
    },
    ...(options.onStep && { onStep: options.onStep }),
    ...(options.onError && { onError: options.onError }),
  };
  const driver = isHosted
    ? createHostDriver(source, asked, driverOptions)
    : createPortDriver(source, asked, driverOptions);

  const tabs = createTabs(nameOf(asked), {
    onOwner() {
      driver.wake();
      if (isOld) driver.begin(asked);
      isOld = false;
      patch({ isElsewhere: false });
    },
    onKept(kept) {
      ({ input } = kept);
      driver.adopt(kept);
    },
    onHint: () => driver.hint(),
    onAsk() {
      // Nobody looks at it here.
      if (listeners.size === 0) void handOver();
      else postKept();
    },
    onHandOver: () => void handOver(),
  });
  const postKept = (): void => {
    const kept = driver.kept();
    if (kept) tabs.post({ type: 'kept', kept });
  };

  const bank = createBankWindow({
    onState(state) {
      patch({ bank: { ...view.bank, state, ...(state === 'opening' && { error: null }) } });
      if (state === 'closed') look(0);
    },
    onReturn: (what) => returned(what),
  });

  async function loadFields(): Promise<void> {
    const institutionCode = options.institution?.code;
    if (!access || institutionCode === undefined) return;
    const { member } = view;
    const fields = await access.institutionCredentials({ institutionCode }).catch(() => null);
    if (fields && view.member === member) patch({ login: { fields, problem: null } });
  }

  /** The tab that the person acts in owns the member, so that no answer is said to another one. */
  async function own(): Promise<void> {
    wake();
    if (isHosted || tabs.isOwner()) return;
    tabs.post({ type: 'handOver' });
    await until(() => tabs.isOwner());
    await until(() => view.member === null || !view.member.busy || view.warning !== null);
  }

  function until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(end, HAND_OVER);
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

  async function handOver(): Promise<void> {
    driver.sleep();
    await driver.idle();
    postKept();
    tabs.release();
    patch({ isElsewhere: true });
    if (listeners.size > 0) tabs.join();
  }

  function look(every = LOOK_EVERY): void {
    const now = Date.now();
    if (!isAwake || view.member?.outcome || now - lookedAt < every) return;
    lookedAt = now;
    hint();
  }
  const onFront = (): void => {
    if (document.visibilityState !== 'hidden') look();
  };

  function wake(): void {
    if (isAwake) return;
    isAwake = true;
    if (!isLoaded) {
      isLoaded = true;
      const found = keeper.load();
      if (found) {
        ({ input } = found.kept);
        ({ isOld } = found);
        driver.adopt(found.kept);
      }
    }
    for (const type of ['focus', 'online']) globalThis.addEventListener?.(type, onFront);
    globalThis.document?.addEventListener('visibilitychange', onFront);
    if (isHosted) driver.wake();
    else {
      tabs.join();
      patch({ isElsewhere: !tabs.isOwner() });
    }
  }

  function sleep(): void {
    if (!isAwake) return;
    isAwake = false;
    clearTimeout(gc);
    for (const type of ['focus', 'online']) globalThis.removeEventListener?.(type, onFront);
    globalThis.document?.removeEventListener('visibilitychange', onFront);
    driver.sleep();
    // The lock is kept while something that was sent is on its way.
    void driver.idle().then(() => {
      if (!isAwake) tabs.leave();
    });
  }

  function begin(next: AttemptInput): void {
    input = next;
    patch({ attempt: view.attempt + 1, bank: view.bank.state === 'open' ? view.bank : NO_PAGE });
    driver.begin(next);
  }

  const hasEnded = (): boolean => view.stopped !== null || (view.member?.outcome ?? null) !== null;

  function hint(): void {
    if (!isHosted && !tabs.isOwner()) tabs.post({ type: 'hint' });
    else driver.hint();
  }

  function returned({ status, error_reason, member_guid }: BankReturn): void {
    bank.close();
    const { userGuid, memberGuid } = input.member;
    const otherMember = member_guid && member_guid !== memberGuid ? member_guid : null;
    const error = status === 'error' ? (error_reason ?? 'UNKNOWN_ERROR') : null;
    patch({ bank: { state: 'returned', error, otherMember } });
    if (otherMember && options.followMember && !error) {
      const { baseline: _, ...rest } = input;
      void own().then(() =>
        begin({ ...rest, job: null, member: { userGuid, memberGuid: otherMember } }),
      );
    } else look(0);
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
        if (!listeners.delete(own) || listeners.size > 0) return;
        clearTimeout(gc);
        if (gcTime !== Number.POSITIVE_INFINITY) gc = setTimeout(sleep, gcTime);
      };
    },
    async answer({ answers, prompt }) {
      if (view.isSending) return [];
      patch({ isSending: true });
      try {
        if (isHosted || !tabs.isOwner()) await own();
        const problems: readonly Problem[] = await driver.answer({ answers, prompt });
        if (view.member?.prompt === prompt) patch({ problems });
        return problems;
      } finally {
        patch({ isSending: false });
      }
    },
    openBank() {
      if (!access) return;
      const isAgain = view.member?.outcome != null;
      void bank
        .open(async () => (await access.oauthWindowUri({ member: input.member })).oauthWindowUri)
        .then(async (isOpen) => {
          if (!isOpen || !isAgain) return;
          await own();
          const { baseline: _, ...rest } = input;
          if (hasEnded()) begin({ ...rest, job: null, ...baselineOf(driver.kept()?.record) });
        });
    },
    returned,
    async submitCredentials(credentials) {
      const { login } = view;
      if (!access || !login || view.isSending) return;
      patch({ isSending: true, login: { ...login, problem: null } });
      try {
        await own();
        const { member } = input;
        const updated = await access.updateCredentials({ member, credentials });
        const { reading } = Object(updated) as { readonly reading?: AttemptInput['baseline'] };
        const { baseline: _, ...rest } = input;
        begin({ ...rest, job: null, ...(reading && { baseline: reading }) });
      } catch (thrown) {
        patch({ login: { ...login, problem: Object(thrown).code ?? 'unexpected' } });
      } finally {
        patch({ isSending: false });
      }
    },
    hint,
    cancel() {
      void own().then(() => driver.cancel());
    },
    retry(changes = {}) {
      if (!hasEnded()) return;
      void own().then(() => {
        if (hasEnded()) begin({ ...again(input, driver.kept()?.record), ...changes });
      });
    },
    dispose: sleep,
  };
}
