import type { BareView } from '@mx-member/machine/hosting';
import type { FaultCode } from '@mx-member/machine/step';
import { safely } from '../safely.ts';
import type { AttemptInput, BankPage, ConnectionView, Stopped } from '../types.ts';

/** Whether the person must log in on the bank's own page before another attempt makes sense. */
export function needsBank({ member }: ConnectionView, { oauth }: AttemptInput): boolean {
  if (!oauth || !member) return false;
  const { needs, outcome } = member;
  if (outcome?.outcome !== 'failed') return needs === 'authorization';
  return ['credentials', 'accessDenied', 'abandoned'].includes(outcome.reason);
}

/** Whether the person must enter credentials again. */
export const needsLogin = ({ member }: ConnectionView, { oauth }: AttemptInput): boolean =>
  !oauth &&
  member?.outcome?.outcome === 'failed' &&
  member.outcome.nextStep === 'updateCredentials';

/** The bank's page before it is opened. */
export const NO_PAGE: BankPage = { state: 'none', error: null, otherMember: null };

/** The view before anything is known. A server renders it, and a page shows it until its first subscriber. */
export const NOTHING_YET: ConnectionView = Object.freeze({
  member: null,
  attempt: 1,
  since: null,
  isSending: false,
  problems: [],
  warning: null,
  bank: NO_PAGE,
  login: null,
  stopped: null,
  isOffline: false,
  accounts: null,
  asksToCancel: false,
  isElsewhere: false,
  isOwnerSilent: false,
});

/** When the phase began, by the clock of this device. The clock of the host can differ, but durations are the same. */
function sinceOf(before: ConnectionView, member: BareView | null, now: number): number | null {
  if (!member) return null;
  const { since, member: known } = before;
  return since !== null && known?.state === member.state && known.round === member.round
    ? since
    : now - (member.elapsed ?? 0);
}

/** Whether MX is polled before the open question can be answered: after a reload, and in a tab that takes over. */
const isPolledFirst = (member: BareView | null): boolean =>
  member?.state === 'challenged' && member.needs === null;

/** Keeps a question on the screen during that poll, with everything that is typed in its fields. */
function shownOf(before: BareView | null, member: BareView | null): BareView | null {
  const isShown = before?.needs === 'answers' && before.prompt === member?.prompt;
  return isShown && isPolledFirst(member) && !member?.warning ? before : member;
}

/** What is known of a member at its host. */
interface Followed {
  readonly view: BareView | null;
  /** Why the host cannot be used at the moment; `null` if it can. */
  readonly fault: FaultCode | null;
  /** Why the host does not go on; `null` while it does. */
  readonly stopped: Stopped | null;
}

/** The view after a change at the host. A pure function. */
export function viewAfter(
  before: ConnectionView,
  { view, fault, stopped }: Followed,
  now: number,
): ConnectionView {
  const member = fault ? view : shownOf(before.member, view);
  const isSamePrompt = member?.prompt === before.member?.prompt && member?.needs === 'answers';
  const isThrough = before.member?.state === 'authorizing' && member?.state !== 'authorizing';
  const isSame = member === before.member;
  return {
    ...before,
    member,
    since: sinceOf(before, member, now),
    problems: isSamePrompt ? before.problems : NOTHING_YET.problems,
    warning: fault ?? member?.warning?.code ?? null,
    stopped,
    asksToCancel: isSamePrompt && before.asksToCancel,
    bank: isThrough ? { ...NO_PAGE, otherMember: before.bank.otherMember } : before.bank,
    login: isSame && member?.outcome ? before.login : null,
    accounts: isSame ? before.accounts : null,
  };
}

/** The old view if nothing has changed, so that nothing is drawn again. */
export function unlessSame(before: ConnectionView, next: ConnectionView): ConnectionView {
  const keys = Object.keys(next) as (keyof ConnectionView)[];
  return keys.every((key) => Object.is(before[key], next[key])) ? before : next;
}

/** Whether the attempt has ended, so that another one can begin. */
export const hasEnded = ({ stopped, member }: ConnectionView): boolean =>
  stopped !== null || member?.outcome != null;

/** The view of a connection, and its listeners. */
export class ViewStore {
  readonly #listeners = new Set<() => void>();
  #view = NOTHING_YET;

  get view(): ConnectionView {
    return this.#view;
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  update(next: ConnectionView): void {
    const shown = unlessSame(this.#view, next);
    if (shown !== this.#view) this.#show(shown);
  }

  /** Tells the listeners, also if the view says the same, because its texts or the options have changed. */
  renew(changes: Partial<ConnectionView> = {}): void {
    this.#show({ ...this.#view, ...changes });
  }

  patch(changes: Partial<ConnectionView>): void {
    this.update({ ...this.#view, ...changes });
  }

  #show(view: ConnectionView): void {
    this.#view = view;
    for (const listener of [...this.#listeners]) safely(listener);
  }

  /** @returns A function that ends the subscription. */
  add(listener: () => void): () => boolean {
    // The same function may subscribe twice.
    const own = () => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }
}
