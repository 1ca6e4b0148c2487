import { IGNORED_FOR, MOST_RETURNS } from '../../../packages/machine/src/rules/echoes.ts';
import { CONFIRMED_AFTER } from '../../../packages/machine/src/rules/findings.ts';
import { START_WITHIN } from '../../../packages/machine/src/rules/timing.ts';
import type { Bank, Face, Sent } from '../../../packages/simulator/src/model/model.ts';
import { countOf, numberOf } from '../faces.ts';
import { BUDGETS, type Configuration, LAG, QUEUE, TICK } from './configuration.ts';
import { timesMet, type World } from './world.ts';

/**
 * The canonical form of a world, as a text. Two worlds with the same text have the same future. Questions are
 * numbered in order of appearance, moments are ranked, times become ages that are capped where no rule looks
 * further, and what no rule reads is left out. The search checks this: merged worlds must have the same moves.
 */

/** After this many ms beyond its limit, any poll can confirm a finding. */
const CONFIRMABLE = 20;

const MINUTE = 60_001;

type Value = string | number | boolean | null | undefined;
type Moment = number | string | null | undefined;

/** Words get numbers above the small counts. */
const FIRST_WORD = 0x8000;
const words = new Map<Value, number>();

/** One character for each word or small number, two for each time. Short texts are found faster. */
class Letters {
  #codes: number[] = [];
  #questions: number[] = [];
  word(value: Value): void {
    const known = words.get(value) ?? FIRST_WORD + words.size;
    words.set(value, known);
    this.#codes.push(known);
  }
  count(value: number): void {
    this.#codes.push(value);
  }
  time(value: number): void {
    this.#codes.push(value & 0xffff, value >>> 16);
  }
  age(now: number, since: number | null | undefined, most: number): void {
    if (since === null || since === undefined) this.word(null);
    else this.time(Math.min(now - since, most));
  }
  /** Names questions in order of appearance. */
  questions(questions: readonly number[]): void {
    this.#codes.push(questions.length);
    for (const question of questions) {
      const known = this.#questions.indexOf(question);
      this.#codes.push(known === -1 ? this.#questions.push(question) - 1 : known);
    }
  }
  /** Only questions with a name, because the others cannot appear again. */
  met(questions: readonly number[]): void {
    const named = questions.map((one) => this.#questions.indexOf(one)).filter((one) => one !== -1);
    this.#codes.push(named.length, ...named.toSorted((a, b) => a - b));
  }
  text(): string {
    return String.fromCharCode(...this.#codes);
  }
}

/** Ranks moments: only their order counts. */
class Ranks {
  readonly #known: readonly (number | null | undefined)[];
  constructor(moments: readonly Moment[]) {
    this.#known = moments.map(countOf).filter((one, index, all) => all.indexOf(one) === index);
  }
  of(moment: Moment): Value {
    const count = countOf(moment);
    if (typeof count !== 'number') return count;
    let earlier = 0;
    for (const one of this.#known) if (typeof one === 'number' && one < count) earlier += 1;
    return earlier;
  }
}

function writeFace(letters: Letters, face: Face, started: Ranks, succeeded: Ranks): void {
  letters.word(face.status);
  letters.word(face.runs);
  letters.word(face.errorCode);
  letters.word(started.of(face.started));
  letters.word(succeeded.of(face.succeeded));
  letters.questions(face.questions);
  letters.count(face.words ?? 0);
}

function writeSent(letters: Letters, sent: Sent | null): void {
  letters.word(sent?.call);
  if (sent?.call !== 'submitAnswers') return;
  letters.questions(sent.questions);
  letters.word(sent.isRight);
}

function writeJob(letters: Letters, ended: Bank['ours']): void {
  letters.word(typeof ended === 'string' ? ended : ended.status);
  letters.word(typeof ended === 'string' ? null : ended.errorCode);
}

function writeBank(letters: Letters, { bank, now }: World, config: Configuration): void {
  letters.word(bank.job);
  writeJob(letters, bank.ours);
  writeJob(letters, bank.other);
  letters.word(bank.isAuthorizing);
  letters.word(bank.isGone);
  letters.word(bank.isThrottled);
  letters.age(now, bank.queuedAt, QUEUE);
  letters.word(bank.hadLateStart);
  if (!config.flag) letters.age(now, bank.beganAt, MINUTE);
}

function writeNetwork(letters: Letters, world: World, config: Configuration): void {
  const { call, wait, lagsSince, late, isPolled, now } = world;
  writeSent(letters, call);
  letters.time(wait);
  letters.age(now, lagsSince, config.startLag);
  letters.age(now, world.missingSince, LAG);
  letters.count(timesMet(world));
  letters.word(timesMet(world) > 0 && world.met.isLast);
  writeSent(letters, late);
  letters.word(isPolled);
}

function writeRecord(
  letters: Letters,
  { record, now }: World,
  config: Configuration,
  started: Ranks,
  succeeded: Ranks,
): void {
  const { state, context } = record;
  const { reading, baseline, evidence, finding, fault } = context;
  letters.word(state);
  letters.word(reading?.connectionStatus);
  letters.word(reading?.isBeingAggregated);
  letters.word(reading?.errorCode);
  letters.questions(reading?.challenges.map(({ guid }) => numberOf(guid)) ?? []);
  letters.word(started.of(reading?.aggregatedAt));
  letters.word(succeeded.of(reading?.successfullyAggregatedAt));
  letters.word(baseline?.connectionStatus);
  letters.word(baseline?.errorCode);
  letters.word(started.of(baseline?.aggregatedAt));
  letters.word(succeeded.of(baseline?.successfullyAggregatedAt));
  letters.word(context.flagSeen);
  letters.word(context.promptFrom === context.prompt);
  letters.word(fault?.code === 'conflict');
  letters.word(evidence?.of);
  // Once a later job was shown, an earlier reading is old, whenever the job was last seen.
  if (reading === null || reading.aggregatedAt === baseline?.aggregatedAt)
    letters.age(now, evidence?.at, config.catchUp);
  // A start that is late is not sent.
  if (state === 'aggregating.starting') letters.age(now, reading?.at, START_WITHIN + 1);
  letters.word(finding?.rule);
  if (finding) letters.age(now, finding.from, CONFIRMED_AFTER[finding.rule] + CONFIRMABLE);
  letters.age(now, context.ignoredSince, IGNORED_FOR);
  // Stamps can be after the current time once the clock is set back.
  if (config.left.clock > 0) {
    letters.age(now, context.lastStampAt, MINUTE);
    letters.age(now, fault?.at, MINUTE);
  }
  letters.word(context.pendingStart);
  letters.word(context.awaiting);
  letters.word(context.lastSubmit);
  letters.word(context.problems.length > 0);
  letters.questions(context.challenges.map(({ guid }) => numberOf(guid)));
  const isLimited = fault?.code === 'rateLimited';
  letters.word(isLimited && fault.at === context.lastStampAt);
  letters.word(isLimited && fault.at === now);
  letters.word(context.failures > 0);
  letters.word(fault?.times);
  letters.count(Math.min(context.refusals, MOST_RETURNS));
  letters.word(context.hint);
  letters.word(context.challenges[0]?.label);
  letters.word(reading?.challenges[0]?.label);
  letters.word(context.verdict.type === 'reread');
}

/** Fields that matter only if minutes can pass. */
function writeTicks(letters: Letters, { record, ticks, isAnswered, now }: World): void {
  const { fault, lastStampAt, since, observed } = record.context;
  letters.word(fault?.code);
  letters.word(now - (lastStampAt ?? now) >= TICK);
  letters.word(lastStampAt === null);
  letters.word(since === null);
  letters.word(isAnswered);
  for (const count of [observed.phase, observed.outage, observed.total])
    letters.count(count / TICK);
  for (const count of [ticks.phase, ticks.outage, ticks.total]) letters.count(count);
}

export function keyOf(world: World, config: Configuration): string {
  const { record, bank, last, left } = world;
  const { reading, baseline, prompt, answeredGuids } = record.context;
  const started = new Ranks([
    bank.face.started,
    bank.before.started,
    reading?.aggregatedAt,
    baseline?.aggregatedAt,
  ]);
  const succeeded = new Ranks([
    bank.face.succeeded,
    bank.before.succeeded,
    reading?.successfullyAggregatedAt,
    baseline?.successfullyAggregatedAt,
  ]);
  const letters = new Letters();
  writeFace(letters, bank.face, started, succeeded);
  writeFace(letters, bank.before, started, succeeded);
  writeBank(letters, world, config);
  writeNetwork(letters, world, config);
  writeRecord(letters, world, config, started, succeeded);
  if (config.left.tick > 0) writeTicks(letters, world);
  if (last) {
    letters.word(last.prompt === prompt);
    letters.questions(last.answers.map(({ guid }) => numberOf(guid)));
    for (const { value } of last.answers) letters.word(value);
  }
  for (const name of BUDGETS)
    if (Number.isFinite(left[name]) && config.left[name] > 0) letters.count(left[name]);
  letters.met(answeredGuids.map(numberOf));
  letters.met(bank.taken);
  return letters.text();
}
