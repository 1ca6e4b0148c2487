import type { BareView } from '@mx-member/machine/hosting';
import { type FaultCode, looksLikeApproval, type Problem } from '@mx-member/machine/step';
import { needsBank, needsLogin } from '../connection/view.ts';
import { endOf, isLoginRefused } from '../messages/ends.ts';
import type { textsOf } from '../messages/english.ts';
import type { ConnectionOptions, ConnectionView, Description } from '../types.ts';

type Texts = ReturnType<typeof textsOf>;

const said = (...details: readonly (string | false | null | undefined)[]): readonly string[] =>
  details.filter((detail) => typeof detail === 'string');

/** Why the login was not sent, or may not have arrived; `null` without a problem. */
function loginProblem(problem: FaultCode | null | undefined, text: Texts): string | null {
  if (!problem) return null;
  if (problem.startsWith('institution')) return text(`warning.${problem}`);
  if (problem === 'lost') return text('loginLost');
  return text(problem === 'rateLimited' ? 'loginLimit' : 'loginProblem');
}

/** Why the server holds the login back; `null` if it does not. Nothing is said while it is sent, so that it is said again after that. */
export function holdDetails(
  { login, isSending }: ConnectionView,
  text: Texts,
): readonly string[] | null {
  const { hold = null } = login ?? {};
  return hold && (isSending ? [] : [text(`held.${hold.why}`)]);
}

/** Why the bank's window did not open; `null` if it did, or was not opened. */
export const windowProblem = ({ bank: { state } }: ConnectionView, text: Texts): string | null =>
  state === 'cannotOpen' || state === 'unavailable' ? text(`bank.${state}`) : null;

type Given = Pick<ConnectionOptions, 'input' | 'appName'>;

function ended(view: ConnectionView, { input, appName }: Given, text: Texts): Description | null {
  const { stopped, member, login, accounts } = view;
  if (stopped) {
    if (stopped === 'rateLimited')
      return { screen: 'ended', title: text('title.other'), details: [text('loginLimit')] };
    const end = stopped === 'signedOut' ? 'signedOut' : 'other';
    const sentence = end === 'other' ? (`stopped.${stopped}` as const) : 'reason.signedOut';
    return { screen: 'ended', title: text(`title.${end}`), details: [text(sentence)] };
  }
  const outcome = member?.outcome;
  if (!outcome) return null;
  if (outcome.outcome === 'connected') {
    const arrived = appName ? 'arrivedFor' : 'arrived';
    const details = said(
      text(outcome.fresh ? arrived : 'old'),
      accounts !== null && text('accounts', { count: accounts }),
    );
    return { screen: 'ended', title: text('connected'), details };
  }
  const end = endOf(outcome);
  const title = text(`title.${end}`);
  const sentence = text(`reason.${end}`);
  if (needsLogin(view, input) && login?.fields.length) {
    const warning = isLoginRefused(end) && text('lockWarning');
    const details =
      holdDetails(view, text) ?? said(sentence, warning, loginProblem(login.problem, text));
    return { screen: 'login', title, details };
  }
  if (needsBank(view, input)) {
    // The person logs in on the bank's own page.
    const how = outcome.reason === 'credentials' ? text('bank.none') : sentence;
    return { screen: 'bank', title, details: said(how, windowProblem(view, text)) };
  }
  const tone = outcome.reason === 'cancelled' ? 'calm' : undefined;
  return { screen: 'ended', title, details: [sentence], tone };
}

const otherMember = (bank: ConnectionView['bank'], text: Texts): string | null =>
  bank.otherMember && text('bank.otherMember');

function atBank({ bank, warning }: ConnectionView, text: Texts): Description {
  const detail = bank.error ? 'bank.error' : (`bank.${bank.state}` as const);
  return {
    screen: 'bank',
    title: text('authorizing'),
    details: said(text(detail), warning && text(`warning.${warning}`), otherMember(bank, text)),
  };
}

function busy(view: ConnectionView, member: BareView | null, text: Texts): Description {
  const { warning, bank, isOffline } = view;
  const delay = isOffline ? text('offline') : warning && text(`warning.${warning}`);
  const progress = member?.progress;
  // A login that was accepted means that the answer was accepted, too.
  const isChecking = member?.state === 'resumed' && (!progress || progress === 'loggingIn');
  const title = delay ? 'waiting' : isChecking ? 'resumed' : 'aggregating';
  return {
    screen: 'busy',
    title: text(title),
    details: said(
      delay ?? (progress && text(`progress.${progress}`)),
      !delay && member?.isSlow && text('slow'),
      otherMember(bank, text),
    ),
  };
}

function asked(view: ConnectionView, { challenges }: BareView, text: Texts): Description {
  const { warning, isOffline } = view;
  const isApproval = looksLikeApproval({ challenges });
  const ask = isApproval ? 'ask.approval' : (`ask.${challenges[0]?.type ?? 'TEXT'}` as const);
  const count = challenges.length;
  const [first] = problemsOf(view);
  // The problem of one answer is shown at its field. A problem of all answers is shown here.
  const several = count > 1 ? 'check' : null;
  const wrong = first && (first.guid === null ? (`problem.${first.code}` as const) : several);
  // A person who is signed out would try again in vain.
  const isInTheWay = warning && (!first || warning === 'signedOut');
  return {
    screen: 'questions',
    title: text(count > 1 ? 'questions' : ask, { count }),
    details: isOffline
      ? [text('offlineAnswer')]
      : said(
          isApproval && text('approval'),
          isInTheWay && text(`warning.${warning}`),
          wrong && text(wrong),
        ),
  };
}

function shown(view: ConnectionView, given: Given, text: Texts): Description {
  const { member } = view;
  const end = ended(view, given, text);
  if (end) return end;
  if (member?.needs === 'authorization') return atBank(view, text);
  return member?.needs === 'answers' ? asked(view, member, text) : busy(view, member, text);
}

/** Describes a view in words. A pure function. */
export function describe(view: ConnectionView, given: Given, text: Texts): Description {
  const description = shown(view, given, text);
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
