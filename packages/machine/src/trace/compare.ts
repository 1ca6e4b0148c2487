import { begin, recover, stepUnchecked } from '../chart/step.ts';
import { isOver } from '../data/check.ts';
import {
  type Act,
  type Call,
  type Effect,
  isCall,
  type MemberId,
  type MemberInput,
  type MemberRecord,
  type Rule,
  type Step,
  type StepEvent,
} from '../data/types.ts';
import { RULES } from '../rules/words.ts';
import { lasting } from './explain-step.ts';
import {
  type Decision,
  decisionOf,
  isSameReply,
  type OldLine,
  type Recorded,
  type Reply,
  recordedOf,
  type TraceHappening,
} from './recorded.ts';
import { standInAnswers } from './stand-in-answers.ts';
import { standInMember } from './stand-in-member.ts';

/**
 * Compares what a trace tells of a lifecycle with what this version would have done with the replies of MX in it. The version
 * that wrote the trace may be another one.
 */

/** The differences, from the one that matters most. A lifecycle counts once, for the first that it has. */
export const DIFFERENCES = [
  'otherEnd',
  'login',
  'question',
  'undecided',
  'time',
  'request',
  'same',
] as const;
/** One of {@link DIFFERENCES}. */
export type Difference = (typeof DIFFERENCES)[number];

/** Whether a line is the last of its lifecycle. */
export const isLastLine = ({ state }: OldLine): boolean =>
  state === 'connected' || state === 'failed';

/** One lifecycle, compared. */
export interface Comparison {
  readonly difference: Difference;
  /** Where the two first decide otherwise, in sentences. `null` if they never do. */
  readonly words: string | null;
  /** How it ended in the trace, and with this version. `null` if it did not. */
  readonly ends: readonly [then: string | null, now: string | null];
  /** The rule of this version at the first difference. */
  readonly rule: Rule | null;
  readonly logins: readonly [then: number, now: number];
  readonly questions: readonly [then: number, now: number];
  readonly requests: readonly [then: number, now: number];
}

/** A poll at most this much before a recorded reply gets that reply. In ms. */
const NEAR = 1_000;
/** How long MX is taken to show the same after the last reply of the trace, in ms. */
const LONGER = 900_000;
/** The most steps of a lifecycle. */
const MOST = 20_000;

type Pending = Extract<Effect, { readonly turn: number }>;

/** Why a lifecycle cannot be followed to its end. */
class Undecided extends Error {}

/**
 * The input of a lifecycle, as this version takes it. An earlier version had a baseline: with a job it was the state before the start,
 * and without one the state before an act after which MX runs its own job.
 */
function inputOf({ input = {} }: OldLine, member: MemberId, at: number): MemberInput {
  const { after: _, baseline, ...rest } = input;
  const before = baseline ?? null;
  const isAct = baseline !== undefined && !rest.job && !rest.oauth;
  const act: Act = { type: 'elsewhere', before, reply: null, at };
  return { job: null, ...rest, ...(isAct && { act }), member };
}

/**
 * The first reading of a lifecycle that began with its start in the trace: what was known before it, or what the start showed. Nothing
 * ran then, because the host had looked before.
 */
function lookOf({ begin: { input = {}, state }, entries }: Recorded, at: number): Reply | null {
  if (state !== 'aggregating.starting') return null;
  const { baseline } = input;
  const [first] = entries;
  const event = first?.type === 'reply' ? first.event : null;
  const shown = event?.type === 'done' ? event.reading : null;
  const known = baseline?.connectionStatus === undefined ? shown : baseline;
  if (known?.connectionStatus === undefined) return null;
  const { connectionStatus, errorCode, aggregatedAt, successfullyAggregatedAt } = known;
  const reading = {
    ...{ connectionStatus, isBeingAggregated: false, challenges: [], at },
    ...(errorCode !== undefined && { errorCode }),
    ...(aggregatedAt !== undefined && { aggregatedAt }),
    ...(successfullyAggregatedAt !== undefined && { successfullyAggregatedAt }),
  };
  return { type: 'reply', at, line: 0, event: { type: 'done', call: 'readStatus', reading } };
}

/** One lifecycle under this version, with the replies of a trace. */
class Rerun {
  readonly decisions: (Decision & { readonly rule: Rule })[] = [];
  /** What this version judged when. */
  readonly verdicts: { readonly at: number; readonly rule: Rule }[] = [];
  requests = 0;
  /** Why it does not go on. `null` if it has ended, or the trace has. */
  why: string | null = null;
  readonly #recorded: Recorded;
  readonly #left: (Reply | TraceHappening)[];
  readonly #held: TraceHappening[] = [];
  readonly #member: MemberId;
  readonly #lastAt: number;
  #last: Reply | null = null;
  /** The reading for a first poll that the trace does not have. */
  #look: Reply | null;
  #now: number;
  #record: MemberRecord;
  #pending: Pending | null = null;
  /** When the wait that is pending ends. */
  #dueAt = 0;
  /** The last line of the trace whose entry has happened, and the records by it: a host can go on from an earlier one. */
  #line = 0;
  readonly #records: { readonly line: number; readonly record: MemberRecord }[] = [];
  #prompt = 0;

  constructor(recorded: Recorded) {
    this.#recorded = recorded;
    this.#left = [...recorded.entries];
    this.#now = recorded.begin.at ?? recorded.entries[0]?.at ?? 0;
    this.#look = lookOf(recorded, this.#now);
    this.#lastAt = recorded.entries.at(-1)?.at ?? this.#now;
    this.#member = standInMember(recorded.begin.jitter ?? 0);
    const first = begin(inputOf(recorded.begin, this.#member, this.#now));
    this.#record = first.record;
    this.#take(first);
  }

  /** Goes on to the end of the lifecycle, or as far as the replies reach. */
  run(): this {
    const hasEnd = this.#recorded.decisions.at(-1)?.what === 'ends';
    try {
      for (let steps = 0; !isOver(this.#record) && steps < MOST; steps++) {
        // A trace that stops before the end says no more.
        if (!hasEnd && this.#left.length === 0 && !this.#look) return this;
        if (this.#now > this.#lastAt + LONGER)
          throw new Undecided('the end needs replies that came after the trace');
        this.#next();
      }
    } catch (thrown) {
      if (!(thrown instanceof Undecided)) throw thrown;
      this.why = thrown.message;
    }
    return this;
  }

  #next(): void {
    const held = this.#held.findIndex((act) => this.#fits(act));
    const [act] = held < 0 ? [] : this.#held.splice(held, 1);
    const pending = this.#pending;
    if (act) this.#act(act);
    else if (pending === null) throw new Undecided('this version waits for nothing');
    else if (isCall(pending)) this.#call(pending);
    else this.#wait();
  }

  #wait(): void {
    const act = this.#left.findIndex(({ type, at }) => type === 'act' && at <= this.#dueAt);
    if (act >= 0) {
      this.#act(this.#left.splice(act, 1)[0] as TraceHappening);
      return;
    }
    this.#now = Math.max(this.#now, this.#dueAt);
    this.#step({ type: 'elapsed', turn: this.#pending?.turn ?? 0 });
  }

  #call({ type: call, turn }: Extract<Pending, { readonly type: Call }>): void {
    const reply = this.#replyTo(call);
    const first = this.#left[0];
    // The process died during a call without a reply.
    if (first?.type === 'act' && (!reply || first.at <= Math.max(this.#now, reply.at))) {
      this.#left.shift();
      this.#act(first);
      return;
    }
    if (reply === null) throw new Undecided(`the trace has no reply to ${call}`);
    this.#consume(reply);
    this.#now = Math.max(this.#now, reply.at);
    this.#line = Math.max(this.#line, reply.line);
    const { event } = reply;
    this.#step(
      event.type === 'done'
        ? { ...event, turn, reading: { ...event.reading, at: this.#now } }
        : { ...event, turn, fault: { code: 'unexpected', ...event.fault, at: this.#now } },
    );
  }

  /** The recorded reply that fits a call at this time. */
  #replyTo(call: Call): Reply | null {
    const replies = this.#left.filter((entry): entry is Reply => entry.type === 'reply');
    if (call !== 'readStatus') return replies.find(({ event }) => event.call === call) ?? null;
    if (this.#look) return this.#look;
    // What MX showed after a start or answers that it took follows from them.
    const command = replies.findIndex(
      ({ event }) => event.call !== 'readStatus' && event.type === 'done',
    );
    const polls = replies.slice(0, command < 0 ? undefined : command);
    const next = polls.find(({ at }) => at >= this.#now - NEAR);
    const last = polls.findLast(({ at }) => at < this.#now - NEAR) ?? this.#last;
    // Between two equal replies, and after the last one, MX is taken to show the same.
    if (last && (!next || (next.at > this.#now + NEAR && isSameReply(last, next))))
      return { ...last, at: this.#now };
    return next ?? null;
  }

  /** Drops a reply, and the polls before it that this version did not make. */
  #consume(reply: Reply): void {
    if (reply.event.call === 'startJob') this.#look = null;
    if (reply === this.#look) this.#look = null;
    else if (reply.event.call === 'readStatus') {
      this.#last = reply;
      for (let index = this.#left.length - 1; index >= 0; index--) {
        const entry = this.#left[index];
        const isPast =
          entry?.type === 'reply' &&
          entry.event.call === 'readStatus' &&
          entry.at <= reply.at - NEAR;
        if (isPast) this.#left.splice(index, 1);
      }
    }
    const own = this.#left.indexOf(reply);
    if (own >= 0) this.#left.splice(own, 1);
  }

  /** Whether an answer is for the questions that are open now. */
  #fits({ event }: TraceHappening): boolean {
    if (event.type !== 'challenge.answer') return true;
    const { state, context } = this.#record;
    const open = new Set(context.challenges.map(({ guid }) => guid));
    return state.startsWith('challenged.') && event.guids.every((guid) => open.has(guid));
  }

  #act(act: TraceHappening): void {
    this.#now = Math.max(this.#now, act.at);
    this.#line = Math.max(this.#line, act.line);
    const { event } = act;
    if (!this.#fits(act)) this.#held.push(act);
    else if (event.type === 'crash') this.#recover(event.after);
    else if (event.type === 'challenge.answer') {
      const { prompt, challenges } = this.#record.context;
      this.#step(standInAnswers({ ...event, prompt }, challenges));
    } else this.#step({ type: event.type });
  }

  /** The host goes on from the record that it had after this line. */
  #recover(after: number): void {
    const kept = this.#records.findLast(({ line }) => line <= after);
    this.#take(recover(kept?.record ?? this.#record));
  }

  #step(event: StepEvent): void {
    this.#take(stepUnchecked(this.#record, event));
  }

  #take({ record, effects }: Step): void {
    this.#record = record;
    this.#records.push({ line: this.#line, record });
    const { rule } = record.context.verdict;
    if (this.verdicts.at(-1)?.rule !== rule) this.verdicts.push({ at: this.#now, rule });
    for (const effect of effects) {
      const decision = decisionOf(effect as Parameters<typeof decisionOf>[0]);
      const isAgain = effect.type === 'challenged' && effect.prompt <= this.#prompt;
      if (effect.type === 'challenged') this.#prompt = Math.max(this.#prompt, effect.prompt);
      if (decision && !isAgain) this.decisions.push({ ...decision, at: this.#now, rule });
      if (effect.type === 'cancelCall' || effect.type === 'cancelWait') this.#pending = null;
      if (isCall(effect)) this.requests += 1;
      if (isCall(effect) || effect.type === 'wait') this.#pending = effect;
      if (effect.type === 'wait') this.#dueAt = this.#now + effect.ms;
    }
  }
}

const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 19);

const countOf = (decisions: readonly Decision[], what: Decision['what']): number =>
  decisions.filter((one) => one.what === what).length;

const endOf = (decisions: readonly Decision[]): Decision | null =>
  decisions.find(({ what }) => what === 'ends') ?? null;

/** Where the two first decide otherwise. */
function firstDifference({ decisions }: Recorded, rerun: Rerun) {
  const length = Math.max(decisions.length, rerun.decisions.length);
  const index = Array.from({ length }).findIndex(
    (_, at) => decisions[at]?.text !== rerun.decisions[at]?.text,
  );
  if (index < 0) return null;
  const [then, now] = [decisions[index], rerun.decisions[index]];
  const at = then?.at ?? now?.at ?? 0;
  const meanwhile = rerun.verdicts.findLast((one) => one.at <= at);
  return { then, now, rule: now && now.at <= at ? now.rule : (meanwhile?.rule ?? null) };
}

function wordsOf(
  { then, now, rule }: NonNullable<ReturnType<typeof firstDifference>>,
  why: string | null,
): string {
  const trace = then
    ? `At ${timeOf(then.at)} the trace ${then.text}.`
    : 'The trace decides nothing more.';
  const because = rule === null ? '' : ` Its rule is ${rule}: ${RULES[rule].when}.`;
  if (!now)
    return `${trace} This version does not.${because}${why === null ? '' : ` It cannot be followed further: ${why}.`}`;
  const later =
    then && now.at !== then.at
      ? ` (${now.at > then.at ? `${lasting(now.at - then.at)} later` : `${lasting(then.at - now.at)} sooner`})`
      : '';
  return `${trace} This version ${now.text} at ${timeOf(now.at)}${later}.${because}`;
}

/** A lifecycle that ends at another moment by more than this is a difference, in ms. */
const SAME_TIME = 1_000;

function differenceOf(recorded: Recorded, rerun: Rerun): Difference {
  const [then, now] = [endOf(recorded.decisions), endOf(rerun.decisions)];
  const isOther = (what: Decision['what']) =>
    countOf(recorded.decisions, what) !== countOf(rerun.decisions, what);
  if (then && now && then.text !== now.text) return 'otherEnd';
  if (isOther('starts')) return 'login';
  if (rerun.why !== null) return 'undecided';
  if (isOther('asks')) return 'question';
  if ((then === null) !== (now === null)) return 'otherEnd';
  if (then && now && Math.abs(then.at - now.at) > SAME_TIME) return 'time';
  return rerun.requests === recorded.requests ? 'same' : 'request';
}

/** A trace that begins in the middle, with a record that this version may not read. */
const withoutBeginning = ({ decisions, requests }: Recorded): Comparison => ({
  difference: 'undecided',
  words: 'The trace begins in the middle of this lifecycle.',
  ends: [endOf(decisions)?.text ?? null, null],
  rule: null,
  logins: [countOf(decisions, 'starts'), 0],
  questions: [countOf(decisions, 'asks'), 0],
  requests: [requests, 0],
});

/**
 * Compares one lifecycle. It begins with its first line and has all its lines.
 *
 * @param lines The lines of one member, from a beginning to its last line.
 * @throws {TypeError} for an input that this version does not accept.
 */
export function compareLifecycle(lines: readonly OldLine[]): Comparison {
  const recorded = recordedOf(lines);
  if (recorded.begin.type !== 'begin') return withoutBeginning(recorded);
  const rerun = new Rerun(recorded).run();
  const first = firstDifference(recorded, rerun);
  const pair = (what: Decision['what']) =>
    [countOf(recorded.decisions, what), countOf(rerun.decisions, what)] as const;
  return {
    difference: differenceOf(recorded, rerun),
    words: first && wordsOf(first, rerun.why),
    ends: [endOf(recorded.decisions)?.text ?? null, endOf(rerun.decisions)?.text ?? null],
    rule: first?.rule ?? null,
    logins: pair('starts'),
    questions: pair('asks'),
    requests: [recorded.requests, rerun.requests],
  };
}
