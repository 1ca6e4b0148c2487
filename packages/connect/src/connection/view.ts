import type { BareView } from '@mx-member/machine/hosting';
import type { ConnectionView } from '../types.ts';
import { NO_PAGE } from './bank-window.ts';
import type { Follow } from './follow.ts';

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

/** The view after a change at the host. A pure function. */
export function viewAfter(
  before: ConnectionView,
  { view, fault, stopped }: Pick<Follow, 'view' | 'fault' | 'stopped'>,
  now: number,
): ConnectionView {
  const member = fault ? view : shownOf(before.member, view);
  const isSamePrompt = member?.prompt === before.member?.prompt && member?.needs === 'answers';
  const isThrough = before.member?.state === 'authorizing' && member?.state !== 'authorizing';
  const hasLogin = member?.outcome != null && member === before.member;
  return {
    ...before,
    member,
    since: sinceOf(before, member, now),
    problems: isSamePrompt ? before.problems : NOTHING_YET.problems,
    warning: fault ?? member?.warning?.code ?? null,
    stopped,
    asksToCancel: isSamePrompt && before.asksToCancel,
    bank: isThrough ? { ...NO_PAGE, otherMember: before.bank.otherMember } : before.bank,
    login: hasLogin ? before.login : null,
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
