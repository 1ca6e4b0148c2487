import {
  type Call,
  CONFIRMED_AFTER,
  FAULTS,
  type Fault,
  type FaultCode,
  FINDING_RULES,
  type FindingRule,
  type MemberRecord,
  type Problem,
  type Reading,
  ROUTES,
  RULES,
  type Rule,
  SEEN_MEANINGS,
} from '@mx-member/machine/step';

/** What happens to a member, in words. The rules are those of `RULES`, so that the log and the docs say the same. */

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
  [null, 'not whether a job runs'],
]);

/** What MX has shown: `CHALLENGED, a job runs, 2 questions`. Parts may have been taken out before it came here. */
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
  const message = (code && FAULTS[code]?.message) ?? 'The call failed in an unexpected way.';
  return [
    message,
    ...(status === undefined ? [] : [`HTTP ${status}.`]),
    ...(retryAfter === undefined ? [] : [`MX asks to wait ${inSeconds(retryAfter)}.`]),
  ].join(' ');
}

/** After these MX may have what was sent: only the reply did not come. */
const MAYBE_TAKEN: ReadonlySet<FaultCode> = new Set([
  'unreachable',
  'malformed',
  'unexpected',
  'badReturn',
  'lost',
]);
/** After these nothing has left. */
const UNSENT: ReadonlySet<FaultCode> = new Set(['notSent', 'signedOut']);

/** What a failed call was, and how much is known of it. */
export function failedCallInWords(call: Call, code: FaultCode): string {
  if (call === 'readStatus') return 'The poll failed';
  const what = call === 'startJob' ? 'the start' : 'the answers';
  if (MAYBE_TAKEN.has(code)) return `No reply to ${what}`;
  return UNSENT.has(code) ? `MX was not sent ${what}` : `MX did not take ${what}`;
}

/** What is not sent after a failed call, and why; empty for a poll. */
export function notSentInWords(call: Call, code: FaultCode): string {
  if (call === 'readStatus') return '';
  if (UNSENT.has(code)) return 'Nothing went to MX.';
  if (!MAYBE_TAKEN.has(code)) return '';
  return call === 'startJob'
    ? 'Not sent again until it is certain that MX does not have it: a start is a login at the bank.'
    : 'Not sent again: MX may have them. An answer is sent once for each time that the user gives it.';
}

export const problemsInWords = (problems: readonly Problem[]): string =>
  [...new Set(problems.map(({ message }) => message))].join(' ');

const isFinding = (rule: Rule): rule is FindingRule =>
  (FINDING_RULES as readonly string[]).includes(rule);

/** Findings that many polls confirm: MX may leave out a flag for as long as a job runs. */
const SHOWN_FOR_LONG: ReadonlySet<Rule> = new Set(['flagAbsent']);

/** Rules of a failed call: the message of its fault says what follows. */
const SAID_BY_THE_FAULT: ReadonlySet<Rule> = new Set(['fault']);

/** Why one poll is not enough for a finding. */
function confirmation(rule: FindingRule): string {
  const time = CONFIRMED_AFTER[rule];
  if (!Number.isFinite(time)) return 'Nothing follows from it, until a limit.';
  return SHOWN_FOR_LONG.has(rule)
    ? `It counts when polls have shown the same for ${inSeconds(time)}.`
    : `One poll is not enough: it may come from a replica that lags behind, or show the job before. It counts when a poll sent at least ${inSeconds(time)} later shows it too.`;
}

/** Which rule has judged, and why nothing more follows from it yet. */
export function ruleInWords({ context }: MemberRecord): string {
  const { rule, type } = context.verdict;
  const { when, follows } = RULES[rule];
  if (isFinding(rule)) return `${capital(when)}. ${confirmation(rule)}`;
  return type === 'inconclusive' && !SAID_BY_THE_FAULT.has(rule)
    ? `${capital(when)}: ${follows}.`
    : `${capital(when)}.`;
}

/** Whether the user sees something new, or the same once more. */
const askedInWords = (before: MemberRecord | null, after: MemberRecord): string =>
  after.context.round > (before?.context.round ?? 0)
    ? 'A new question.'
    : 'The same question is asked again, because MX still asks it.';

/** Where the verdict has led: `aggregating → challenged`, and why. */
export function routeInWords(before: MemberRecord | null, after: MemberRecord): string {
  const { verdict, route } = after.context;
  const [from, to] = [before, after].map((record) => record?.state.split('.')[0] ?? null);
  const where = from === null || from === to ? `Stays in ${to}.` : `${from} → ${to}.`;
  if (verdict.type === 'failed')
    return `${where} Reason ${verdict.reason}, next step ${verdict.nextStep}.`;
  if (verdict.type === 'connected')
    return `${where} ${verdict.fresh ? 'The data is fresh.' : 'The data may be older: no proof that a job of ours ran.'}`;
  const row = ROUTES.find((one) => one.route === route && one.verdict.includes(verdict.type));
  if (from === to || !row) return where;
  const isAsked = row.seen === 'questionAsked';
  return `${where} ${isAsked ? askedInWords(before, after) : SEEN_MEANINGS[row.seen]}`;
}
