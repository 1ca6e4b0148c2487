import { CONFIRMED_AFTER } from '../../../packages/machine/src/rules/findings.ts';
import { IGNORED_FOR } from '../../../packages/machine/src/rules/judge.ts';
import { numberOf, type Sent } from './bank.ts';
import { BUDGETS, CATCH_UP, type Configuration, type Face, TICK } from './configuration.ts';
import type { World } from './world.ts';

/**
 * The canonical form of a world, as a text: two worlds with the same text go on in the same way. Questions are numbered
 * by where they appear, moments are ranked, times are ages that are cut off where no rule looks further, and what no rule
 * reads is left out. The search checks it: what was merged must have the same moves.
 */

/** No rule looks further back at a finding, in ms. */
const OPEN_FOR = 10_000;

const MINUTE = 60_001;

/** Names things by the order in which they appear. */
function namer(): (name: number) => number {
  const names = new Map<number, number>();
  return (name) => {
    const known = names.get(name) ?? names.size + 1;
    names.set(name, known);
    return known;
  };
}

/** Ranks what is known of some moments: only which is later counts. */
function ranker(moments: readonly (number | string | null | undefined)[]) {
  const sorted = [...new Set(moments.map(hourOf))]
    .filter((one) => typeof one === 'number')
    .toSorted((a, b) => a - b);
  return (moment: number | string | null | undefined) => {
    const hour = hourOf(moment);
    return typeof hour === 'number' ? sorted.indexOf(hour) : hour === null ? 'n' : 'u';
  };
}

const hours = new Map<string, number>();
function hourOf(moment: number | string | null | undefined): number | null | undefined {
  if (typeof moment !== 'string') return moment;
  const known = hours.get(moment) ?? (Date.parse(moment) - Date.UTC(2026, 0, 1)) / 3_600_000;
  hours.set(moment, known);
  return known;
}

export function keyOf(world: World, config: Configuration): string {
  const { record, bank, now, call, wait, lagsSince, late, last, isPolled, ticks, left } = world;
  const { context } = record;
  const { reading, baseline, finding, ignoredSince, observed } = context;
  const question = namer();
  const started = ranker([
    bank.face.started,
    bank.before.started,
    reading?.aggregatedAt,
    baseline?.aggregatedAt,
  ]);
  const succeeded = ranker([
    bank.face.succeeded,
    bank.before.succeeded,
    reading?.successfullyAggregatedAt,
    baseline?.successfullyAggregatedAt,
  ]);
  const age = (since: number | null, most: number) =>
    since === null ? '' : Math.min(now - since, most);
  const face = (one: Face) =>
    `${one.status}${one.runs ? '+' : ''}${one.questions.map(question)}/${started(one.started)}/${succeeded(one.succeeded)}/${one.errorCode ?? ''}`;
  const sent = (one: Sent | null) =>
    one === null
      ? ''
      : one.call === 'submitAnswers'
        ? `a${one.questions.map(question)}${one.isRight}`
        : one.call;
  const ended = (one: World['bank']['ours']) =>
    typeof one === 'string' ? one : `${one.status}${one.errorCode}`;

  const parts: (string | number | boolean | null | undefined)[] = [
    // The bank.
    face(bank.face),
    face(bank.before),
    bank.job,
    ended(bank.ours),
    ended(bank.other),
    bank.isAuthorizing,
    bank.isGone,
    bank.isThrottled,
    bank.hadLateStart,
    config.hasBaseline ? '' : bank.logins,
    config.flag ? '' : Math.min(now - bank.beganAt, MINUTE),
    // What is between.
    sent(call),
    wait,
    age(lagsSince, OPEN_FOR),
    sent(late),
    isPolled,
    // The record.
    record.state,
    reading && `${reading.connectionStatus}${reading.isBeingAggregated}`,
    reading?.errorCode,
    reading?.challenges.map(({ guid }) => question(numberOf(guid))).join(),
    started(reading?.aggregatedAt),
    succeeded(reading?.successfullyAggregatedAt),
    baseline && `${baseline.connectionStatus}${baseline.errorCode}`,
    started(baseline?.aggregatedAt),
    succeeded(baseline?.successfullyAggregatedAt),
    context.flagSeen,
    context.evidence?.of,
    // Once a later job was shown, what MX showed before it is old, whenever the job was last seen.
    context.evidence &&
      reading?.aggregatedAt === baseline?.aggregatedAt &&
      age(context.evidence.at, CATCH_UP),
    finding?.rule,
    finding && age(finding.from, CONFIRMED_AFTER.flagAbsent),
    age(ignoredSince, IGNORED_FOR),
    context.pendingStart,
    context.awaiting,
    context.lastSubmit,
    context.problems.length > 0,
    context.challenges.map(({ guid }) => question(numberOf(guid))).join(),
    context.fault?.code === 'rateLimited'
      ? `${context.fault.at === context.lastStampAt}${context.fault.at === now}`
      : '',
    context.failures > 0,
    context.fault?.times,
    Math.min(context.refusals, 2),
    context.hint,
  ];
  if (config.left.tick > 0)
    parts.push(
      context.fault?.code,
      now - (context.lastStampAt ?? now) >= TICK,
      context.lastStampAt === null,
      context.since === null,
      world.isAnswered,
      observed.phase / TICK,
      observed.outage / TICK,
      observed.total / TICK,
      ticks.phase,
      ticks.outage,
      ticks.total,
    );
  if (last)
    parts.push(
      last.prompt === context.prompt,
      last.answers.map(({ guid, value }) => `${question(numberOf(guid))}${value}`).join(),
    );
  for (const name of BUDGETS)
    if (Number.isFinite(left[name]) && config.left[name] > 0) parts.push(left[name]);
  // Of what was taken, only what can be met again.
  const before = question(Number.NaN);
  const met = (questions: readonly number[]) =>
    questions
      .filter((one) => question(one) < before)
      .map(question)
      .toSorted();
  parts.push(met(context.answeredGuids.map(numberOf)).join(), met(bank.taken).join());
  return parts.join('|');
}
