import {
  CONFIRMED_AFTER,
  FAULTS,
  type Fault,
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
  return from === to || !row ? where : `${where} ${SEEN_MEANINGS[row.seen]}`;
}
