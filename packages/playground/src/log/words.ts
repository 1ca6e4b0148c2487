import {
  type Call,
  CONFIRMED_AFTER,
  FAULTS,
  type Fault,
  type FaultCode,
  type FindingRule,
  type MemberRecord,
  type Problem,
  type Reading,
  ROUTE_MEANINGS,
  ROUTES,
  RULES,
  type Rule,
} from '@mx-member/machine/step';

/** Describes what happens to a member. The texts of rules come from `RULES`, so that the log and the docs agree. */

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `3000` -> `3 s`, `1234` -> `1.2 s`, `75000` -> `1:15 min` */
export function inSeconds(ms: number): string {
  if (ms >= 60_000) {
    const seconds = Math.round(ms / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
  }
  return ms >= 10_000 ? `${Math.round(ms / 1000)} s` : `${Number((ms / 1000).toFixed(1))} s`;
}

const JOB = new Map<unknown, string>([
  [true, 'a job runs'],
  [false, 'no job runs'],
  [null, 'unknown whether a job runs'],
]);

/** A reading in words: `CHALLENGED, a job runs, 2 questions`. Fields may be missing. */
export function readingInWords(reading: Partial<Reading>): string {
  const { connectionStatus, isBeingAggregated, challenges, errorCode } = reading;
  const count = Array.isArray(challenges) ? challenges.length : 0;
  return [
    connectionStatus === null ? 'no status' : connectionStatus,
    JOB.get(isBeingAggregated),
    count > 0 ? `${count} ${count === 1 ? 'question' : 'questions'}` : '',
    errorCode === undefined ? '' : `error code ${errorCode}`,
  ]
    .filter(Boolean)
    .join(', ');
}

export function faultInWords({ code, status, retryAfter }: Partial<Fault>): string {
  const message = (code && FAULTS[code].message) ?? 'The call failed in an unexpected way.';
  return [
    message,
    ...(status === undefined ? [] : [`HTTP ${status}.`]),
    ...(retryAfter === undefined ? [] : [`MX asks us to wait ${inSeconds(retryAfter)}.`]),
  ].join(' ');
}

/** After these faults MX may have received the request, because only the reply is missing. */
const MAYBE_TAKEN: ReadonlySet<FaultCode> = new Set([
  'unreachable',
  'malformed',
  'unexpected',
  'badReturn',
  'lost',
]);
/** After these faults nothing was sent. */
const UNSENT: ReadonlySet<FaultCode> = new Set(['notSent', 'signedOut']);

/** Describes a failed call, and whether MX may have received it. */
export function failedCallInWords(call: Call, code: FaultCode): string {
  if (call === 'readStatus') return 'The poll failed';
  const what = call === 'startJob' ? 'the start' : 'the answers';
  if (MAYBE_TAKEN.has(code)) return `No reply to ${what}`;
  return UNSENT.has(code) ? `Could not send ${what} to MX` : `MX did not accept ${what}`;
}

/** Says what is not repeated after a failed call, and why; empty for a poll. */
export function notSentInWords(call: Call, code: FaultCode): string {
  if (call === 'readStatus') return '';
  if (UNSENT.has(code)) return 'Nothing was sent to MX.';
  if (!MAYBE_TAKEN.has(code)) return '';
  return call === 'startJob'
    ? 'The start is not repeated until it is certain that MX does not have it, because a start is a login at the bank.'
    : 'The answers are not sent again, because MX may have them. An answer is sent once for each time that the user gives it.';
}

export const problemsInWords = (problems: readonly Problem[]): string =>
  [...new Set(problems.map(({ message }) => message))].join(' ');

const isFinding = (rule: Rule): rule is FindingRule => Object.hasOwn(CONFIRMED_AFTER, rule);

/** Findings that need many equal polls, because MX may leave out a flag during a whole job. */
const SHOWN_FOR_LONG: ReadonlySet<Rule> = new Set(['flagAbsent']);

/** Rules for failed calls. The message of the fault already says what follows. */
const SAID_BY_THE_FAULT: ReadonlySet<Rule> = new Set(['fault']);

/** Why one poll is not enough for a finding. */
function confirmation(rule: FindingRule): string {
  const time = CONFIRMED_AFTER[rule];
  if (!Number.isFinite(time)) return 'This changes nothing until a limit has passed.';
  return SHOWN_FOR_LONG.has(rule)
    ? `It takes effect after polls have shown the same for ${inSeconds(time)}.`
    : `One poll is not enough, because a replica may lag behind or show an earlier job. It takes effect when a poll that is sent at least ${inSeconds(time)} later shows it too.`;
}

/** The rule that judged, and why it has no effect yet. */
export function ruleInWords({ context }: MemberRecord): string {
  const { rule, type } = context.verdict;
  const { when, follows } = RULES[rule];
  if (isFinding(rule)) return `${capital(when)}. ${confirmation(rule)}`;
  return type === 'inconclusive' && !SAID_BY_THE_FAULT.has(rule)
    ? `${capital(when)}: ${follows}.`
    : `${capital(when)}.`;
}

/** Whether the user sees a new question or the same question again. */
const askedInWords = (before: MemberRecord | null, after: MemberRecord): string =>
  after.context.round > (before?.context.round ?? 0)
    ? 'A new question.'
    : 'The same question is asked again, because MX still asks it.';

/** The row of the routing table by which a step has led from one record to the next. `undefined` if no verdict has decided. */
export function rowBetween(
  before: MemberRecord | null,
  after: MemberRecord,
): (typeof ROUTES)[number] | undefined {
  const { verdict, prompt } = after.context;
  const isAsked = prompt > (before?.context.prompt ?? 0);
  return ROUTES.find(
    (one) =>
      one.verdict.includes(verdict.type) &&
      one.to === after.state &&
      (one.route === 'asked') === isAsked,
  );
}

/** The change of phase after a verdict, such as `aggregating → challenged`, and the reason. */
export function routeInWords(before: MemberRecord | null, after: MemberRecord): string {
  const { verdict } = after.context;
  const [from, to] = [before, after].map((record) => record?.state.split('.')[0] ?? null);
  const where = from === null || from === to ? `Stays in ${to}.` : `${from} → ${to}.`;
  if (verdict.type === 'failed')
    return `${where} Reason ${verdict.reason}, next step ${verdict.nextStep}.`;
  if (verdict.type === 'connected')
    return `${where} ${verdict.fresh ? 'The data is fresh.' : 'The data may be older, because nothing proves that our job ran.'}`;
  const row = rowBetween(before, after);
  if (from === to || !row) return where;
  const isAsked = row.route === 'asked';
  return `${where} ${isAsked ? askedInWords(before, after) : ROUTE_MEANINGS[row.route]}`;
}
