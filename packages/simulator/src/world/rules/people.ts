import { ERROR_CODES } from '@mx-member/machine/step';
import type { BackendEvidence, MemberMoment, PersonEvent } from '../evidence.ts';
import {
  blindTimesIn,
  isDone,
  isFinal,
  isLogin,
  isRefusal,
  memberOfPerson,
  peopleIn,
  standingAt,
} from '../lookups.ts';
import { type BackendFinding, counted, judgement, type RuleCheck, spell } from './judgement.ts';

/** How soon a person must see a question or the outcome, in ms. */
const BOUND = 90_000;
/** How long a server may wait between two requests that fail, in ms. So it can learn this much later that it can read MX again. */
const LONGEST_RETRY = 60_000;

/** When a person must have seen what happened at `at`. Times in which the server could not read MX do not count. */
function dueAt(evidence: BackendEvidence, member: number, at: number): number {
  let due = at + BOUND;
  for (const { from, to } of blindTimesIn(evidence))
    if (from < due && to > at) due = to + LONGEST_RETRY + BOUND;
  for (const one of evidence.requests) {
    const { status, retryAfter } = one;
    if (one.member !== member || one.at < at || one.at > due) continue;
    // A server waits longer after each failed request, up to a minute.
    const isFailed = !isDone(status) && !isRefusal(status);
    const wait = retryAfter ?? (isFailed ? LONGEST_RETRY : null);
    if (wait !== null) due = Math.max(due, one.at + wait + BOUND);
  }
  return due;
}

const eventsOf = ({ people }: BackendEvidence, person: number) =>
  people.filter((one) => one.person === person);

/** When a person left the page; `Infinity` for never. */
const leftAt = (events: readonly PersonEvent[]) =>
  events.find(({ type }) => type === 'leaves')?.at ?? Infinity;

/** When each question of a member was asked and when it closed; `Infinity` for a question that is still open. */
function questionsOf({ moments }: BackendEvidence, member: number) {
  const own = moments.filter((one) => one.member === member);
  const asked = new Map<string, { from: number; to: number }>();
  for (const [index, { at, questions }] of own.entries())
    for (const question of questions) {
      const to = own[index + 1]?.at ?? Infinity;
      asked.set(question, { from: asked.get(question)?.from ?? at, to });
    }
  return asked;
}

/** When the server last read a member in a time: the fact that says whether it stopped reading, or did not show. */
function lastReadOf(evidence: BackendEvidence, member: number, to: number): string {
  const last = evidence.requests.findLast(
    (one) => one.call === 'read' && one.member === member && one.at <= to,
  );
  return last ? `the server last read the member at ${spell(last.at)}` : 'the server never read it';
}

/** The person is asked while MX waits for an answer. */
export const questionNeverShown: RuleCheck = (evidence) => {
  const findings: BackendFinding[] = [];
  let shown = 0;
  for (const person of peopleIn(evidence)) {
    const events = eventsOf(evidence, person);
    const left = leftAt(events);
    const member = memberOfPerson(evidence, person);
    for (const [question, { from, to }] of questionsOf(evidence, member)) {
      const seen = events.find((one) => one.type === 'sees' && one.question === question);
      const due = dueAt(evidence, member, from);
      const until = Math.min(to, evidence.until);
      if (seen && seen.at <= due) shown += 1;
      else if (left > due && until >= due)
        findings.push({
          what: `MX asked person ${person} a question at ${spell(from)}, and it was ${seen ? `shown only ${spell(seen.at - from)} later` : `never shown in ${spell(until - from)}; ${lastReadOf(evidence, member, until)}`}.`,
          requests: [],
        });
    }
  }
  return judgement(
    findings,
    shown > 0 ? `${counted(shown, 'question')} shown to people` : null,
    'no question was asked while a person was present',
  );
};

/** An outcome that a person was shown. A start that the server refuses counts as a failure. */
interface Said {
  readonly at: number;
  readonly end: 'connected' | 'failed';
  /** The HTTP status of the refusal, or `null` without a reply; `undefined` if the page showed the outcome. */
  readonly refusal?: number | null;
}

/** The outcomes that a person was shown. */
const saidTo = (events: readonly PersonEvent[]): readonly Said[] =>
  events.flatMap((one): readonly Said[] => {
    if (one.type === 'learns') return [{ at: one.at, end: one.end }];
    return one.type === 'refused' && one.what === 'start'
      ? [{ at: one.at, end: 'failed', refusal: one.status }]
      : [];
  });

/** The requests about a member, or about none, in a time. */
const askedIn = ({ requests }: BackendEvidence, of: number, from: number, to: number) =>
  requests.filter(({ member, at }) => (member === of || member === null) && at >= from && at <= to);

/** Why an outcome rests on nothing that MX has said since the person started; `null` if it may rest on something. */
function whyBaseless(
  evidence: BackendEvidence,
  person: number,
  { at, end, refusal }: Said,
): string | null {
  const member = memberOfPerson(evidence, person);
  const start = eventsOf(evidence, person).findLast((one) => one.type === 'starts' && one.at <= at);
  // A server may refuse a start because of what MX has said before.
  const from = refusal === undefined ? (start?.at ?? 0) : 0;
  const asked = askedIn(evidence, member, from, at);
  if (asked.some(isLogin)) return null;
  if (end === 'failed' && asked.some(({ status }) => !isDone(status))) return null;
  const [before, now] = [standingAt(evidence, member, from), standingAt(evidence, member, at)];
  if (now?.running || (now?.jobsEnded ?? 0) > (before?.jobsEnded ?? 0)) return null;
  const nothing = asked.length === 0 ? 'had asked MX nothing' : 'had started nothing at MX';
  return `the server ${nothing} since ${refusal === undefined ? `the person started at ${spell(from)}` : 'the scenario began'}`;
}

/** Findings about outcomes that rest on nothing that MX has said since the person started. */
const baselessEnds = (
  evidence: BackendEvidence,
  isMeant: (said: Said, moment: MemberMoment | undefined) => boolean,
): readonly BackendFinding[] =>
  peopleIn(evidence).flatMap((person) =>
    saidTo(eventsOf(evidence, person)).flatMap((said) => {
      const { at, end, refusal } = said;
      const why = whyBaseless(evidence, person, said);
      const moment = standingAt(evidence, memberOfPerson(evidence, person), at);
      if (why === null || !isMeant(said, moment)) return [];
      const reply = refusal === null ? 'got no reply' : `was refused with ${refusal}`;
      const event =
        refusal === undefined
          ? `Person ${person} was shown "${end}"`
          : `The start of person ${person} ${reply}`;
      return [{ what: `${event} at ${spell(at)}, and ${why}.`, requests: [] }];
    }),
  );

/** Whether an outcome ends what the person sees: a refusal does so only if MX refused something, or did not reply. */
function isShown(evidence: BackendEvidence, person: number, said: Said, from: number): boolean {
  if (whyBaseless(evidence, person, said) !== null) return false;
  const asked = askedIn(evidence, memberOfPerson(evidence, person), from, said.at);
  return said.refusal === undefined || asked.some(({ status }) => !isDone(status));
}

/** When the lifecycle of a person ended at MX: at a final status after the start, or at a start that MX refused. */
function endOf(evidence: BackendEvidence, person: number, from: number): number | undefined {
  const member = memberOfPerson(evidence, person);
  const start = evidence.requests.find(
    (one) => isLogin(one) && one.member === member && one.at >= from,
  );
  if (!start || start.status === 409 || start.status === 429) return undefined;
  if (isRefusal(start.status)) return start.answeredAt;
  const now = standingAt(evidence, member, start.answeredAt);
  if (now && isFinal(now)) return start.answeredAt;
  return evidence.moments.find(
    (one) => one.member === member && one.at > start.answeredAt && isFinal(one),
  )?.at;
}

/** Every person is shown the outcome of their lifecycle. */
export const endNotShown: RuleCheck = (evidence) => {
  const findings: BackendFinding[] = [];
  let learnt = 0;
  for (const person of peopleIn(evidence)) {
    const events = eventsOf(evidence, person);
    const member = memberOfPerson(evidence, person);
    for (const start of events.filter(({ type }) => type === 'starts')) {
      const end = endOf(evidence, person, start.at);
      const said = saidTo(events).find(({ at }) => at >= start.at);
      if (said && isShown(evidence, person, said, start.at)) learnt += 1;
      else if (
        end !== undefined &&
        evidence.until >= dueAt(evidence, member, end) &&
        leftAt(events) > dueAt(evidence, member, end)
      )
        findings.push({
          what: `The lifecycle of person ${person} ended at MX at ${spell(end)}, and in the ${spell(evidence.until - end)} after that the person was not shown it.`,
          requests: [],
        });
    }
  }
  return judgement(
    findings,
    learnt > 0 ? `${counted(learnt, 'person was', 'people were')} shown the outcome` : null,
    'no lifecycle ended while its person was present',
  );
};

/** The outcome that a person must see for a state of the member; `null` while there is none. */
function rightEnd(moment: MemberMoment | undefined): 'connected' | 'failed' | null {
  if (!moment || !isFinal(moment)) return null;
  const { status, errorCode } = moment;
  const isFailure = Object.hasOwn(ERROR_CODES, String(errorCode));
  return status === 'CONNECTED' && !isFailure ? 'connected' : 'failed';
}

function asMx(moment: MemberMoment | undefined): string {
  if (!moment) return 'nothing';
  const { status, errorCode, running } = moment;
  const code = errorCode === null ? '' : ` with error code ${errorCode}`;
  return `${status}${code} and ${running ? 'a running job' : 'no job'}`;
}

/** The outcomes that people were shown, each with the state of the member at MX then. */
function endsIn(evidence: BackendEvidence) {
  return peopleIn(evidence).flatMap((person) =>
    saidTo(eventsOf(evidence, person)).map(({ at, end }) => {
      const member = memberOfPerson(evidence, person);
      return { person, member, at, end, moment: standingAt(evidence, member, at) };
    }),
  );
}

/** Whether a reading showed the server an old status while the job ran. */
const sawOld = (evidence: BackendEvidence, status: string) =>
  evidence.requests.some(
    ({ shown, member, at }) =>
      shown?.status === status && standingAt(evidence, member ?? 0, at)?.running,
  );

/** How a server mistakes an old end, in a state of the member; and what a pass and missing evidence say. */
const OLD_ENDS = {
  connected: {
    ...{ old: 'CONNECTED', words: '"connected"', before: 'a success' },
    isWrong: (moment: MemberMoment | undefined) => rightEnd(moment) !== 'connected',
    passes: ['connected'],
    passed: 'an old CONNECTED was read, and success was shown later',
  },
  failed: {
    ...{ old: 'DENIED', words: 'a failure', before: 'the outcome' },
    isWrong: (moment: MemberMoment | undefined) => moment?.running === true,
    passes: ['connected', 'failed'],
    passed: 'an old DENIED was read while the job ran, and not trusted',
  },
} as const;

/** The server does not mistake yesterday's CONNECTED, or DENIED, for today's. */
const oldTrusted =
  (end: Said['end']): RuleCheck =>
  (evidence) => {
    const { old, words, before, isWrong, passes, passed } = OLD_ENDS[end];
    const ends = endsIn(evidence);
    const wrong = ends.filter((one) => one.end === end && isWrong(one.moment));
    const findings = wrong.map(({ person, at, moment }) => ({
      what: `Person ${person} was shown ${words} at ${spell(at)}, when MX had ${asMx(moment)}.`,
      requests: [],
    }));
    const isMeant = (said: Said, moment: MemberMoment | undefined) =>
      said.end === end && rightEnd(moment) === end;
    const isPassed =
      sawOld(evidence, old) && ends.some((one) => passes.some((name) => name === one.end));
    return judgement(
      [...findings, ...baselessEnds(evidence, isMeant)],
      isPassed ? passed : null,
      `no old ${old} was read before ${before}`,
    );
  };

export const oldSuccessTrusted = oldTrusted('connected');
export const oldFailureTrusted = oldTrusted('failed');

/** What the person is shown is what MX says. */
export const endMistaken: RuleCheck = (evidence) => {
  const ends = endsIn(evidence);
  const findings = ends
    .filter(({ end, moment }) => {
      // If no job has run since the scenario began, a failure is the right outcome.
      const hasRun = moment !== undefined && (moment.running || moment.jobsEnded > 0);
      return rightEnd(moment) !== end && (end === 'connected' || hasRun);
    })
    .map(({ person, at, end, moment }) => ({
      what: `Person ${person} was shown "${end}" at ${spell(at)}, when MX had ${asMx(moment)}.`,
      requests: [],
    }));
  // Any other "connected" at the wrong time is among the findings already.
  const baseless = baselessEnds(
    evidence,
    ({ end }, moment) => end === 'failed' || rightEnd(moment) === 'connected',
  );
  return judgement(
    [...findings, ...baseless],
    ends.length > 0 ? `${counted(ends.length, 'end')} compared with MX` : null,
    'nobody was shown an outcome',
  );
};
