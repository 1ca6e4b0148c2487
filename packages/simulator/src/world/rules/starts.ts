import { JOB_PATHS } from '@mx-member/http/web';
import type { BackendEvidence, BankRequest } from '../evidence.ts';
import { isDone, isLogin, isRefusal, membersIn, ownersEvents, standingAt } from '../lookups.ts';
import { type BackendFinding, counted, judgement, type RuleCheck, spell } from './judgement.ts';

/** A second start within this time after a create or an update is still the same login, in ms. */
const SAME_LOGIN = 10_000;

const loginsOf = ({ requests }: BackendEvidence, member: number) =>
  requests.filter((one) => isLogin(one) && one.member === member);

/** Whether the owner of the member asked for a start between two moments. */
const wasAsked = (evidence: BackendEvidence, member: number, from: number, to: number) =>
  ownersEvents(evidence, member).some(({ type, at }) => type === 'starts' && at > from && at <= to);

const WRONG_PASSWORD = new Set(['DENIED', 'PREVENTED']);

/** When the bank refused the password between two moments. */
const deniedBetween = ({ moments }: BackendEvidence, member: number, from: number, to: number) =>
  moments.find(
    (one) =>
      one.member === member &&
      one.at > from &&
      one.at <= to &&
      !one.running &&
      WRONG_PASSWORD.has(String(one.status)),
  );

/** Whether a start belongs to the login of a create or an update, which MX aggregates by itself: soon after it, or of another job. */
const isSameLogin = (before: BankRequest, next: BankRequest): boolean =>
  before.call !== 'start' &&
  (next.at - before.at < SAME_LOGIN ||
    (next.call === 'start' && !next.path.endsWith(`/${JOB_PATHS.aggregate}`)));

/** Why a start must not follow the start before it; `null` if it may. */
function whyNot(evidence: BackendEvidence, before: BankRequest, next: BankRequest): string | null {
  const { status, member } = before;
  if (isDone(status))
    return isSameLogin(before, next) ? null : 'MX had accepted the start before it';
  if (status === 429) return null; // Another rule checks the waiting.
  const { requests } = evidence;
  const looked = requests
    .slice(requests.indexOf(before) + 1, requests.indexOf(next))
    .findLast((one) => one.member === member && one.shown)?.shown;
  if (status === 409)
    return looked && !looked.running ? null : 'no reading had shown that the other job had ended';
  if (isRefusal(status)) return `MX had refused the start before it with ${status}`;
  if (!looked) return 'no reading had shown whether the start before it had arrived';
  const ended = (at: number) => standingAt(evidence, member ?? 0, at)?.jobsEnded ?? 0;
  const hasRun = ended(next.at) > ended(before.at);
  return looked.running || hasRun ? 'the start before it had arrived, and its job ran' : null;
}

/** A start is a login at the bank. It is repeated only if it certainly did not arrive, or if a person asks. */
export const startRepeated: RuleCheck = (evidence) => {
  const findings: BackendFinding[] = [];
  let count = 0;
  for (const member of membersIn(evidence)) {
    const logins = loginsOf(evidence, member);
    count += logins.length;
    for (const [index, next] of logins.entries()) {
      const before = logins[index - 1];
      if (!before || wasAsked(evidence, member, before.at, next.at)) continue;
      if (deniedBetween(evidence, member, before.at, next.at)) continue; // Another rule checks this.
      const why = whyNot(evidence, before, next);
      if (why !== null)
        findings.push({
          what: `A start was repeated after ${spell(next.at - before.at)}, although nobody asked for it and ${why}.`,
          requests: [before, next],
        });
    }
  }
  return judgement(
    findings,
    count > 0 ? `${counted(count, 'start')}, each asked for by a person or certainly lost` : null,
    'no start reached the bank',
  );
};

/** Whether the person gave another password, but no update sent it before the start. */
function usesOldPassword(
  evidence: BackendEvidence,
  member: number,
  denied: number,
  login: BankRequest,
) {
  const asked = ownersEvents(evidence, member).findLast(
    (one) => one.type === 'starts' && one.at > denied && one.at <= login.at,
  );
  if (asked?.type !== 'starts' || !asked.hasNewPassword || login.call !== 'start') return false;
  return !loginsOf(evidence, member).some(
    ({ call, at }) => call !== 'start' && at >= asked.at && at <= login.at,
  );
}

/** After DENIED the same password is not tried again, because MX stops trying after three refusals (N-MEM). */
export const deniedRetried: RuleCheck = (evidence) => {
  const findings: BackendFinding[] = [];
  let refused = 0;
  for (const member of membersIn(evidence)) {
    const logins = loginsOf(evidence, member);
    for (const [index, before] of logins.entries()) {
      const next = logins[index + 1];
      const denied = deniedBetween(evidence, member, before.at, next?.at ?? evidence.until);
      if (!denied) continue;
      refused += 1;
      if (!next) continue;
      const byItself = !wasAsked(evidence, member, denied.at, next.at);
      if (byItself || usesOldPassword(evidence, member, denied.at, next))
        findings.push({
          what: `After the bank had refused the password, a job was started ${byItself ? 'although nobody had entered another one' : 'with the old password, although the person had entered another one'}.`,
          requests: [next],
        });
    }
  }
  return judgement(
    findings,
    refused > 0 ? `the bank refused ${counted(refused, 'password')}` : null,
    'the bank refused no password',
  );
};
