import type { BareView } from '@mx-member/machine/hosting';
import type { FaultCode, MACHINE_FAILURES, Problem, Reason } from '@mx-member/machine/step';
import { needsBank, needsLogin } from '../connection/needs.ts';
import type { textsOf } from '../messages/english.ts';
import type { AttemptInput, ConnectionView } from '../types.ts';
import type { Description } from './parts.ts';

type Texts = ReturnType<typeof textsOf>;

/** The reasons for failures without a status of MX. A copy, so that a page does not load the texts of the machine. */
const HAVE_NO_STATUS: readonly Reason[] = [
  'refused',
  'unauthorized',
  'forbidden',
  'notFound',
  'signedOut',
  'unreachable',
  'tookTooLong',
  'abandoned',
  'cancelled',
  'misconfigured',
] satisfies readonly (keyof typeof MACHINE_FAILURES)[];

/** The sentence for a bank that MX blocks; `null` for another fault or none. */
function blockedSentence(fault: FaultCode | null | undefined, text: Texts): string | null {
  return fault?.startsWith('institution') ? text(`warning.${fault}`) : null;
}

const loginProblem = (problem: FaultCode | null, text: Texts): string | null =>
  problem && (blockedSentence(problem, text) ?? text('loginProblem'));

/** Why it ended. The page's own text comes first, then MX's sentence, then our text. */
function reasonOf(
  { outcome, status }: BareView,
  text: Texts,
): Pick<Description, 'fromMx'> & { readonly sentence: string } {
  const { reason, lastFault } = outcome as Extract<typeof outcome, { readonly outcome: 'failed' }>;
  const key = `reason.${reason}` as const;
  const blocked = blockedSentence(lastFault?.code, text);
  // MX's sentence is about its status. It does not fit an outcome with another reason.
  const isAboutStatus = !blocked && !HAVE_NO_STATUS.includes(reason) && !text.isOwn(key);
  const fromMx = isAboutStatus ? status?.message : null;
  return { fromMx, sentence: blocked ?? fromMx ?? text(key) };
}

function ended(view: ConnectionView, input: AttemptInput, text: Texts): Description | null {
  const { stopped, member, login } = view;
  if (stopped)
    return { screen: 'ended', title: text('failed'), details: [text(`stopped.${stopped}`)] };
  const outcome = member?.outcome;
  if (!outcome) return null;
  if (outcome.outcome === 'connected')
    return {
      screen: 'ended',
      title: text('connected'),
      details: said([!outcome.fresh && text('old')]),
    };
  const { fromMx, sentence } = reasonOf(member, text);
  if (needsLogin(view, input) && login?.fields.length)
    return {
      screen: 'login',
      title: text('login'),
      details: said([sentence, loginProblem(login.problem, text)]),
      fromMx,
    };
  const isBank = needsBank(view, input);
  const isCancel = outcome.reason === 'cancelled';
  // MX's sentence says itself that one can try again.
  const isSaid = fromMx && outcome.nextStep === 'restart';
  return {
    screen: isBank ? 'bank' : 'ended',
    title: text(isCancel ? 'cancelled' : 'failed'),
    details: said([sentence, !isBank && !isSaid && text(`next.${outcome.nextStep}`)]),
    fromMx,
    tone: isCancel ? 'calm' : undefined,
  };
}

const said = (details: readonly (string | false | null | undefined)[]): readonly string[] =>
  details.filter((detail) => typeof detail === 'string');

const otherMember = (bank: ConnectionView['bank'], text: Texts): string | null =>
  bank.otherMember && text('bank.otherMember');

function atBank({ bank, warning }: ConnectionView, text: Texts): Description {
  const detail = bank.error ? 'bank.error' : (`bank.${bank.state}` as const);
  return {
    screen: 'bank',
    title: text('authorizing'),
    details: said([text(detail), warning && text(`warning.${warning}`), otherMember(bank, text)]),
  };
}

function busy(view: ConnectionView, member: BareView | null, text: Texts): Description {
  const { warning, bank } = view;
  const detail = warning ? text(`warning.${warning}`) : member?.isSlow && text('slow');
  const title = warning ? 'waiting' : member?.state === 'resumed' ? 'resumed' : 'aggregating';
  return {
    screen: 'busy',
    title: text(title),
    details: said([detail, otherMember(bank, text)]),
  };
}

function asked(view: ConnectionView, { challenges }: BareView, text: Texts): Description {
  const { warning } = view;
  const count = challenges.length;
  const [first] = problemsOf(view);
  // The problem of one answer is shown at its field. A problem of all answers is shown here.
  const wrong = first && (first.guid === null ? (`problem.${first.code}` as const) : 'check');
  // A person who is signed out would try again in vain.
  const isInTheWay = warning && (!wrong || warning === 'signedOut');
  return {
    screen: 'questions',
    title: text(count > 1 ? 'questions' : `ask.${challenges[0]?.type ?? 'TEXT'}`, { count }),
    details: said([isInTheWay && text(`warning.${warning}`), wrong && text(wrong)]),
  };
}

function shown(view: ConnectionView, input: AttemptInput, text: Texts): Description {
  const { member } = view;
  const end = ended(view, input, text);
  if (end) return end;
  if (member?.needs === 'authorization') return atBank(view, text);
  return member?.needs === 'answers' ? asked(view, member, text) : busy(view, member, text);
}

/** Describes a view in words. A pure function. */
export function describe(view: ConnectionView, input: AttemptInput, text: Texts): Description {
  const description = shown(view, input, text);
  // After `connected` the other tab no longer matters.
  if (!view.isOwnerSilent || view.member?.outcome?.outcome === 'connected') return description;
  return { ...description, details: [...description.details, text('elsewhere')] };
}

/**
 * The problems of the answers to the questions on the screen. None while answers are being sent, so that the same problem is
 * announced again if it comes back.
 */
export function problemsOf({ problems, member, isSending }: ConnectionView): readonly Problem[] {
  if (isSending) return [];
  return problems.length > 0 ? problems : (member?.problems ?? []);
}
