import { ERROR_CODES, STATUSES, type StatusName } from '@mx-member/machine/step';
import type { World } from '../world/world.ts';
import { loginsOf } from './ledger.ts';

/**
 * 1. `connected` only after MX has shown CONNECTED and idle, and never for a job whose start MX did not accept; `fresh` only if the
 * job ran. `failed` only when the bank says so, MX refuses, or a limit has passed.
 */
export function endsAsTheBankSays(world: World): readonly string[] {
  const { plan, mx, members, view, endedAt, began, ownJob } = world;
  const problems: string[] = [];
  const expect = (isRight: boolean, problem: string) => {
    if (!isRight) problems.push(problem);
  };
  const [member] = members;
  expect(members.length === 1, `the user has ${members.length} members`);
  const end = view?.outcome;
  if (endedAt === null || !end || !member) return problems;
  const logins = loginsOf(world);
  const ran = logins.map(({ job, by }) => `${job} by ${by}`).join(', ');
  // Another program may have begun a job at the last moment, or while a host was down that had ended the lifecycle: MX has not shown it.
  const moments = mx.moments.get(member.guid) ?? [];
  const readAt =
    mx.sent.findLast((one) => one.method === 'GET' && one.end !== 'members' && one.at <= endedAt)
      ?.at ?? endedAt;
  const other = world.elsewhere.find((at) => at > readAt - 30_000) ?? Number.POSITIVE_INFINITY;
  const last = moments.findLast(({ at }) => at <= endedAt);
  const before = moments.findLast(({ at }) => at <= endedAt && at < other);
  const { status } = last?.shown ?? member.shown;
  const name = end.outcome === 'failed' ? end.reason : end.outcome;
  const atBank = [last, before].map((one) => endOf(one?.shown ?? member.shown));
  const isLimit = end.outcome === 'failed' && LIMITS.includes(end.reason);
  const mayGiveUp = plan.options.deadlines !== undefined || plan.faults.length > 0 || isLeft(world);
  expect(
    atBank.includes(name) || (isLimit && mayGiveUp),
    `ends as ${name}, and the bank shows ${status}`,
  );
  expect(!world.wasAtWork || isLimit || other <= endedAt, 'a job still ran at the end');
  expect(
    isLimit || logins.every(({ at, isElsewhere }) => at <= endedAt || isElsewhere),
    'a job began after the end, and nobody follows it',
  );
  const asked = ownJob ?? 'aggregate';
  const isThrottled = member.received.starts.some(
    (start) => start.job === asked && start.result === 'throttled' && start.at >= began,
  );
  // MX does not name the type of a job that it shows at work, so such a job counts as the aggregation, or is followed without a start of
  // ours, without being fresh. A replica may show a job that has just ended.
  const wasShownAtWork =
    moments.some(({ at, shown }) => at >= began && shown.isBeingAggregated) ||
    mx.sent.some(({ isStale }) => isStale) ||
    plan.faults.some((fault) => fault.includes(':stale'));
  // Without a job of its own, a lifecycle ends with any success of a job that it has followed.
  const isFollowed = end.job === null && !world.isBankPage;
  const isJoined =
    wasShownAtWork &&
    ownJob === null &&
    (isFollowed ||
      ((end.start === 'joined' || end.job === null) && (end.outcome === 'failed' || !end.fresh)));
  // The outcome says that nobody knows whose job has ended.
  const isFound = end.outcome === 'connected' && end.start === 'lost' && !end.fresh;
  // MX waits for new credentials, and the caller says of none.
  const isHeld = end.outcome === 'failed' && end.start === 'due' && end.reason === 'credentials';
  const isRefusedByMx = end.outcome === 'failed' && end.lastFault !== null;
  expect(
    isLimit ||
      isRefusedByMx ||
      isHeld ||
      isThrottled ||
      isJoined ||
      logins.some(({ at }) => at <= endedAt),
    `ends as ${name} by a job from before, and nothing was started`,
  );
  if (end.outcome !== 'connected') return problems;
  const hasRun = isThrottled || isJoined || isFound || logins.some(({ job }) => job === asked);
  expect(hasRun, `${asked} was asked for and never ran (${ran})`);
  expect(ownJob === null || end.job === ownJob, `the outcome names ${end.job}`);
  for (const body of mx.created) {
    const { member: sent } = JSON.parse(body);
    expect(sent.metadata === 'ours' && sent.use_cases?.[0] === 'PFM', 'the wish did not reach MX');
  }
  const own = [endedAt, Math.min(endedAt, other - 1)].map(
    (until) =>
      logins.findLast(({ job, at }) => (job === asked || isFollowed) && at <= until)?.endsAs,
  );
  expect(!end.fresh || own.includes('CONNECTED'), `fresh, and ${asked} ended as ${own[0]}`);
  return problems;
}

/** How a lifecycle ends that sees this last. */
function endOf({ status, errorCode }: World['members'][number]['shown']): string {
  const byCode = Object.entries(ERROR_CODES).find(([code]) => Number(code) === errorCode);
  if (byCode) return byCode[1].reason;
  if (status === 'CONNECTED') return 'connected';
  return STATUSES[String(status) as StatusName].reason ?? String(status);
}

const LIMITS: readonly string[] = ['tookTooLong', 'abandoned', 'unreachable'];

/** Whether the person leaves something open for longer than the default limits. */
const isLeft = ({ plan: { answers, person, bank } }: World): boolean =>
  (answers === 'never' && bank.questionFor > 900_000) || person.atBankFor > 900_000;
