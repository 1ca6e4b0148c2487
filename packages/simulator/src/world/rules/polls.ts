import type { BackendEvidence, BankRequest } from '../evidence.ts';
import {
  isFinal,
  isLogin,
  isPassingOn,
  membersIn,
  outagesIn,
  ownersEvents,
  readingsOf,
  standingAt,
} from '../lookups.ts';
import { type BackendFinding, counted, judgement, type RuleCheck, spell } from './judgement.ts';

/** The shortest time that MX wants between two readings of a member (A-STAT), in ms. */
const LEAST = 3_000;
/** How many waits are measured together, because one late timer makes the next wait short. */
const WAITS = 4;

/** How long these waits must take together, in ms. Timers are not exact, and the error grows with the speed. */
const shortest = ({ speed }: BackendEvidence) => WAITS * LEAST - 300 - 250 * speed;

/** Reasons for a server to read at once: a webhook, a person, its own request that changes something, a restart. */
function causesOf(evidence: BackendEvidence, member: number): readonly number[] {
  return [
    ...evidence.world.filter(({ type }) => type === 'webhook' || type === 'restarted'),
    ...ownersEvents(evidence, member).filter(({ type }) => type === 'starts' || type === 'answers'),
    ...evidence.requests.filter(
      (one) => one.member === member && (isLogin(one) || one.call === 'answer'),
    ),
  ].map(({ at }) => at);
}

/** The readings of a member at one address, split at each such reason. */
function runsOf(evidence: BackendEvidence, member: number): readonly (readonly BankRequest[])[] {
  const causes = causesOf(evidence, member);
  const runs = new Map<string, BankRequest[][]>();
  for (const request of evidence.requests) {
    if (request.call !== 'read' || request.member !== member) continue;
    const own = runs.get(request.path) ?? [];
    runs.set(request.path, own);
    const before = own.at(-1)?.at(-1);
    const isCaused = !before || causes.some((at) => at >= before.at && at <= request.at);
    if (isCaused) own.push([request]);
    else own.at(-1)?.push(request);
  }
  return [...runs.values()].flat();
}

/** Two readings of a member are at least 3 s apart. */
export const polledTooFast: RuleCheck = (evidence) => {
  const findings: BackendFinding[] = [];
  let measured = 0;
  for (const member of membersIn(evidence)) {
    const windows = runsOf(evidence, member).flatMap((run) =>
      run.slice(WAITS).map((last, index) => ({ first: run[index] ?? last, last })),
    );
    measured += windows.length;
    const fast = windows.find(({ first, last }) => last.at - first.at < shortest(evidence));
    if (fast)
      findings.push({
        what: `The member was read ${WAITS + 1} times within ${spell(fast.last.at - fast.first.at)}, which is less than 3 s from reading to reading.`,
        requests: [fast.first, fast.last],
      });
  }
  return judgement(
    findings,
    measured > 0 ? `the waits between ${counted(measured + WAITS, 'reading')}` : null,
    `no member was read ${WAITS + 1} times in a row without a reason to read at once`,
  );
};

/** How long a server may read a member after its end, in ms. It may confirm the end, or wait for a slow replica. */
const GRACE = 90_000;
/** How long the scenario must go on after that, in ms. */
const HORIZON = 20_000;

/** The reading that showed the server the end of a lifecycle: a final state after the last start. */
function endSeen(evidence: BackendEvidence, member: number): BankRequest | undefined {
  const last = evidence.requests.findLast((one) => isLogin(one) && one.member === member);
  const from = last?.answeredAt ?? 0;
  const isEnd = ({ at, shown }: BankRequest) => {
    const truth = standingAt(evidence, member, at);
    return at >= from && shown && isFinal(shown) && truth && isFinal(truth);
  };
  return readingsOf(evidence, member).find(isEnd);
}

/** How long a member that the server had read was left alone since its end at MX, in ms; `null` if it was read since. */
function leftAloneFor(evidence: BackendEvidence, member: number): number | null {
  const reads = evidence.requests.filter((one) => one.call === 'read' && one.member === member);
  const start = evidence.requests.findLast((one) => isLogin(one) && one.member === member);
  const hasCrashed = evidence.world.some(({ type }) => type === 'endedByItself');
  if (!start || reads.length === 0 || hasCrashed) return null;
  const end = evidence.moments.find(
    (one) => one.member === member && one.at > start.answeredAt && isFinal(one),
  );
  if (!end || reads.some(({ at }) => at >= end.at)) return null;
  return evidence.until - end.at;
}

/** The readings stop after MX has shown the end. */
export const pollsNeverEnd: RuleCheck = (evidence) => {
  const findings: BackendFinding[] = [];
  const watched: number[] = [];
  let alone = 0;
  for (const member of membersIn(evidence)) {
    if ((leftAloneFor(evidence, member) ?? 0) >= GRACE + HORIZON) alone += 1;
    const seen = endSeen(evidence, member);
    if (!seen || evidence.until - seen.at < GRACE + HORIZON) continue;
    watched.push(evidence.until - seen.at);
    const late = evidence.requests.filter(
      (one) => one.member === member && one.call === 'read' && one.at > seen.at + GRACE,
    );
    const [first] = late;
    if (first)
      findings.push({
        what: `MX had shown the end (${seen.shown?.status}) at ${spell(seen.at)}. More than ${spell(GRACE)} later the member was still read ${counted(late.length, 'time')}, until the end of the scenario, which watched for ${spell(evidence.until - seen.at)}.`,
        requests: [seen, first],
      });
  }
  return judgement(
    findings,
    watched.length > 0
      ? `no reading in the last ${spell(Math.min(...watched) - GRACE)} of the ${spell(Math.min(...watched))} after MX had shown the end`
      : alone > 0
        ? `${counted(alone, 'member')} not read again after the end at MX`
        : null,
    `no member was watched for ${spell(GRACE + HORIZON)} after the server had read its end`,
  );
};

/** The most requests for one member in ten minutes of an outage. */
const MOST_IN_TEN_MINUTES = 60;

/** A server asks less and less often while MX is down. */
export const outageHammered: RuleCheck = (evidence) => {
  const findings: BackendFinding[] = [];
  let asked = 0;
  for (const { from, to } of outagesIn(evidence)) {
    const most = Math.ceil((MOST_IN_TEN_MINUTES * (to - from)) / 600_000);
    for (const member of membersIn(evidence)) {
      const during = evidence.requests.filter(
        (one) => one.member === member && one.at >= from && one.at < to,
      );
      asked += during.length;
      const [first] = during;
      if (first && during.length > most)
        findings.push({
          what: `While MX was down for ${spell(to - from)}, ${during.length} requests were made for one member; ${most} would have been enough.`,
          requests: [first],
        });
    }
  }
  return judgement(
    findings,
    asked > 0 ? `${counted(asked, 'request')} during the outage` : null,
    'no request was made while MX was down',
  );
};

/** The time in which a herd asks, in ms. */
const HERD = 1_000;
/** The smallest herd, in members. */
const FEWEST = 5;

/** After an outage the members do not all ask in the same second. */
export const herdAfterOutage: RuleCheck = (evidence) => {
  if (isPassingOn(evidence))
    return judgement([], null, 'the server reads when a page asks, so people set the pace');
  const findings: BackendFinding[] = [];
  let checked = 0;
  for (const { to } of outagesIn(evidence)) {
    const first = membersIn(evidence)
      .map((member) => evidence.requests.find((one) => one.member === member && one.at >= to))
      .filter((one) => one !== undefined)
      .sort((a, b) => a.at - b.at);
    if (first.length < FEWEST) continue;
    checked += first.length;
    const window = FEWEST - 1;
    const start = first.findIndex(
      (one, index) => (first[index + window]?.at ?? Infinity) - one.at < HERD,
    );
    const [one, other] = [first[start], first[start + window]];
    if (one && other)
      findings.push({
        what: `After the outage, ${FEWEST} of ${first.length} members were read within ${spell(other.at - one.at)}.`,
        requests: [one, other],
      });
  }
  return judgement(
    findings,
    checked > 0 ? `the first readings of ${counted(checked, 'member')} after the outage` : null,
    `fewer than ${FEWEST} members were read after an outage`,
  );
};

/** A server waits after a 429 with `Retry-After`. */
export const retryAfterIgnored: RuleCheck = (evidence) => {
  const asked = evidence.requests.filter(({ retryAfter }) => retryAfter !== null);
  const slack = 300 + 10 * evidence.speed;
  const findings = asked.flatMap((refused) => {
    const allowedAt = refused.at + (refused.retryAfter ?? 0) - slack;
    const early = evidence.requests.find(
      (one) =>
        one.at > refused.at &&
        one.at < allowedAt &&
        one.member === refused.member &&
        one.call === refused.call,
    );
    if (!early) return [];
    const what = `MX asked to wait ${spell(refused.retryAfter ?? 0)}, and the next request came after ${spell(early.at - refused.at)}.`;
    return [{ what, requests: [refused, early] }];
  });
  return judgement(
    findings.slice(0, 1),
    asked.length > 0 ? `${counted(asked.length, 'reply', 'replies')} with Retry-After` : null,
    'no request was answered with Retry-After',
  );
};

/** The most requests with a refused key. */
const MOST_REFUSED = 10;

/** A server stops using a key that MX refuses. */
export const refusedKeyHammered: RuleCheck = (evidence) => {
  const refused = evidence.requests.filter(({ status }) => status === 401);
  const [first, second] = refused;
  const findings =
    first && second && refused.length > MOST_REFUSED
      ? [
          {
            what: `MX refused the key, and ${refused.length - 1} more requests were made with it until the end of the scenario.`,
            requests: [first, second],
          },
        ]
      : [];
  return judgement(
    findings,
    refused.length > 0 ? `${counted(refused.length, 'request')} answered with 401` : null,
    'no request was answered with 401',
  );
};
