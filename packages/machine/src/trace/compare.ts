import { begin, recover, stepUnchecked } from '../chart/step.ts';
import { checkInput, isOver } from '../data/check.ts';
import {
  type Act,
  type Call,
  type Effect,
  isCall,
  type MemberContext,
  type MemberId,
  type MemberInput,
  type MemberRecord,
  type Reading,
  type Rule,
  type StampedReading,
  type Step,
  type StepEvent,
} from '../data/types.ts';
import { RULES } from '../rules/words.ts';
import { lasting, whoseWords } from './explain-step.ts';
import {
  type Decision,
  decisionOf,
  decisionsOfState,
  dropStart,
  isRefusedStart,
  isSameReply,
  mayHaveArrived,
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

/** Whether a baseline was MX's reply to what a person had just done, after which MX begins a job of its own. */
const isReplyToAct = ({ connectionStatus, isBeingAggregated }: Partial<Reading>): boolean =>
  isBeingAggregated === true || ['CREATED', 'PENDING', 'UPDATED'].includes(`${connectionStatus}`);

/**
 * The input of a lifecycle, as this version takes it. In an earlier version, a baseline was the reply to an act, or the member before
 * our start. Without a job to start, it was the member before an act.
 */
function inputOf({ input = {} }: OldLine, member: MemberId, at: number) {
  const { after: _, baseline, ...rest } = input;
  const act = (known: Pick<Act, 'before' | 'reply'>) => ({
    act: { type: 'elsewhere', ...known, at } as const,
  });
  const given: MemberInput = { job: null, ...rest, member };
  if (!baseline) return given;
  if (isReplyToAct(baseline)) return { ...given, ...act({ before: null, reply: baseline }) };
  return rest.job || rest.oauth ? given : { ...given, ...act({ before: baseline, reply: null }) };
}

/** The stamp of the start itself says nothing about the member before it. */
const stampOf = (baseline: Partial<Reading> | undefined): Partial<Reading> =>
  baseline?.aggregatedAt === undefined ? {} : { aggregatedAt: baseline.aggregatedAt };

/**
 * The first reading of a lifecycle that began with its start in the trace: what was known before it, or, after an act, the status that the
 * reply to the start had kept. Nothing ran then, because the host had looked before.
 */
function lookOf({ begin: { input = {}, state }, entries }: Recorded, at: number): Reply | null {
  const { baseline } = input;
  if (state !== 'aggregating.starting' || input.look) return null;
  const [first] = entries;
  const event = first?.type === 'reply' && first.event.call === 'startJob' ? first.event : null;
  const shown = event?.type === 'done' ? event.reading : null;
  const isKnown = baseline?.connectionStatus !== undefined && !isReplyToAct(baseline);
  const known = isKnown ? baseline : shown && { ...shown, ...stampOf(baseline) };
  if (known?.connectionStatus === undefined) return null;
  const { connectionStatus, errorCode, aggregatedAt, successfullyAggregatedAt } = known;
  const reading = {
    ...{ connectionStatus, isBeingAggregated: false, challenges: [], at },
    ...(errorCode !== undefined && { errorCode }),
    ...(aggregatedAt !== undefined && { aggregatedAt }),
    ...(successfullyAggregatedAt !== undefined && { successfullyAggregatedAt }),
  };
  const poll = { type: 'done', call: 'readStatus', reading } as const;
  return { type: 'reply', sentAt: at, at, line: 0, event: poll };
}

const isReplyTo = (call: Call, entry: Reply | TraceHappening): boolean =>
  entry.type === 'reply' && entry.event.call === call;

const isTakenCommand = (entry: Reply | TraceHappening): entry is Reply =>
  entry.type === 'reply' && entry.event.call !== 'readStatus' && mayHaveArrived(entry.event);

/** One lifecycle under this version, with the replies of a trace. */
class Rerun {
  readonly decisions: Decision[] = [];
  readonly judged: Judged[] = [];
  requests = 0;
  /** Why it does not go on. `null` if it has ended, or the trace has. */
  why: string | null = null;
  readonly #recorded: Recorded;
  readonly #isLate: boolean;
  #left: (Reply | TraceHappening)[];
  readonly #held: TraceHappening[] = [];
  readonly #member: MemberId;
  #lastAt: number;
  #last: Reply | null = null;
  /** The reading for a first poll that the trace does not have. */
  #look: Reply | null;
  #now: number;
  #record: MemberRecord;
  /** The state of the record. It is empty before the first step. */
  #state = '';
  #pending: Pending | null = null;
  /** When the wait that is pending ends. */
  #dueAt = 0;
  /** The last line of the trace whose entry has happened, and the records by it: a host can go on from an earlier one. */
  #line = 0;
  /** The line of the last reply that this version got. */
  #shown = -1;
  readonly #records: { readonly line: number; readonly record: MemberRecord }[] = [];
  #prompt = 0;

  /** @param isLate MX is taken to show what a reply says until the next one, and not from then on. */
  constructor(recorded: Recorded, isLate: boolean) {
    this.#recorded = recorded;
    this.#isLate = isLate;
    this.#left = [...recorded.entries];
    this.#now = recorded.begin.at ?? recorded.entries[0]?.at ?? 0;
    this.#look = lookOf(recorded, this.#now);
    this.#lastAt = recorded.entries.at(-1)?.at ?? this.#now;
    this.#member = standInMember(recorded.begin.jitter ?? 0);
    const first = begin(inputOf(recorded.begin, this.#member, this.#now));
    this.#record = first.record;
    this.#take(first);
    const { context } = first.record;
    this.judged.push({ at: this.#now, rule: context.verdict.rule, reading: null, memory: context });
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
    // A person acted during the call, or the process died.
    const before = reply ? this.#left.indexOf(reply) : -1;
    const acts = before < 0 ? this.#left : this.#left.slice(0, before);
    const act = acts.find((entry): entry is TraceHappening => entry.type === 'act');
    const until = reply ? Math.max(this.#now, reply.at) : Number.POSITIVE_INFINITY;
    if (act && act.at <= until && !(reply && reply === this.#look)) {
      this.#drop((entry) => entry === act);
      this.#act(act);
      return;
    }
    if (reply === null) throw new Undecided(`the trace has no reply to ${call}`);
    if (call === 'readStatus') this.#now = Math.max(this.#now, reply.at);
    else this.#now += reply.at - reply.sentAt;
    this.#consume(reply);
    this.#line = Math.max(this.#line, reply.line);
    this.#shown = Math.max(this.#shown, reply.line);
    const { event } = reply;
    if (isRefusedStart(event)) dropStart(this.decisions);
    this.#step(
      event.type === 'done'
        ? { ...event, turn, reading: { ...event.reading, at: this.#now } }
        : { ...event, turn, fault: { code: 'unexpected', ...event.fault, at: this.#now } },
    );
  }

  /** The recorded reply that fits a call at this time. */
  #replyTo(call: Call): Reply | null {
    if (call !== 'readStatus') {
      const isNext = (entry: Reply | TraceHappening): entry is Reply =>
        isReplyTo(call, entry) && entry.line > this.#shown;
      return this.#left.find(isNext) ?? null;
    }
    if (this.#look) return this.#look;
    const polls = this.#beforeCommand.filter((entry): entry is Reply => isReplyTo(call, entry));
    const next = polls.find(({ at }) => at >= this.#now - NEAR);
    const last = polls.findLast(({ at }) => at < this.#now - NEAR) ?? this.#last;
    // Between two equal replies, and after the last one, MX is taken to show the same.
    if (!last || (next && next.at <= this.#now + NEAR)) return next ?? null;
    const isStill = !next || this.#isLate || isSameReply(last, next);
    return isStill ? { ...last, at: this.#now } : next;
  }

  /** What comes before the next start, or answers, that MX took: what it shows after them follows from them. */
  get #beforeCommand(): readonly (Reply | TraceHappening)[] {
    const isKnown = this.#last !== null;
    // A lost start may not have arrived. Without a reading before it, the one after it has to do.
    const command = this.#left.findIndex(
      (entry) => isTakenCommand(entry) && (isKnown || entry.event.type === 'done'),
    );
    return command < 0 ? this.#left : this.#left.slice(0, command);
  }

  /** Drops a reply, and the replies before it that this version did not need. */
  #consume(reply: Reply): void {
    if (reply === this.#look) {
      this.#look = null;
      this.#last = reply;
      return;
    }
    const { call } = reply.event;
    const own = this.#left.indexOf(reply);
    if (call === 'readStatus') {
      this.#last = reply;
      const past = new Set(this.#beforeCommand.filter(({ at }) => at <= reply.at - NEAR));
      const isPast = (entry: Reply | TraceHappening) =>
        isReplyTo(call, entry) ? past.has(entry) : entry.line < reply.line;
      this.#drop((entry) => entry === reply || (entry.type === 'reply' && isPast(entry)));
      return;
    }
    this.#look = null;
    this.#drop((entry, index) => entry === reply || (entry.type === 'reply' && index < own));
    const { event } = reply;
    if (!mayHaveArrived(event)) return;
    // What MX shows and what people do now follows from this call, however much later or sooner it is made.
    const later = this.#now - reply.at;
    this.#lastAt += later;
    this.#left = this.#left.map((entry) =>
      entry.type === 'reply'
        ? { ...entry, sentAt: entry.sentAt + later, at: entry.at + later }
        : { ...entry, at: entry.at + later },
    );
    if (event.type === 'done')
      this.#last = {
        ...reply,
        event: { type: 'done', call: 'readStatus', reading: event.reading },
      };
  }

  #drop(isDropped: (entry: Reply | TraceHappening, index: number) => boolean): void {
    this.#left = this.#left.filter((entry, index) => !isDropped(entry, index));
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
    const { context } = this.#record;
    this.#take(stepUnchecked(this.#record, event));
    const { rule } = this.#record.context.verdict;
    const reading = event.type === 'done' ? event.reading : null;
    if (reading || rule !== this.judged.at(-1)?.rule)
      this.judged.push({ at: this.#now, rule, reading, memory: context });
  }

  #decide(decisions: readonly Omit<Decision, 'at'>[]): void {
    this.decisions.push(...decisions.map((one) => ({ ...one, at: this.#now })));
  }

  #take({ record, effects }: Step): void {
    const before = this.#state;
    this.#record = record;
    this.#state = record.state;
    this.#records.push({ line: this.#line, record });
    if (this.#recorded.isOfActor) this.#decide(decisionsOfState(record.state, before));
    for (const effect of effects) {
      const decision = decisionOf(effect as Parameters<typeof decisionOf>[0]);
      const isAgain = effect.type === 'challenged' && effect.prompt <= this.#prompt;
      if (effect.type === 'challenged') this.#prompt = Math.max(this.#prompt, effect.prompt);
      if (decision && !isAgain && !this.#recorded.isOfActor) this.#decide([decision]);
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

/** What this version judged at one moment. */
interface Judged {
  readonly at: number;
  readonly rule: Rule;
  /** What was judged, and what was remembered then. `null` for a failed call and the end of a wait. */
  readonly reading: StampedReading | null;
  readonly memory: MemberContext;
}

/** Where the two first decide otherwise. One of them may have a decision there that the other one has not. */
interface FirstDifference {
  readonly then: Decision | undefined;
  readonly now: Decision | undefined;
  readonly judged: Judged | undefined;
}

function firstDifference({ decisions: old }: Recorded, rerun: Rerun): FirstDifference | null {
  const { decisions } = rerun;
  const length = Math.max(old.length, decisions.length);
  const at = Array.from({ length }).findIndex(
    (_, index) => old[index]?.text !== decisions[index]?.text,
  );
  if (at < 0) return null;
  const isOther = old[at]?.what !== decisions[at]?.what;
  const isMissing = isOther && old[at + 1]?.what === decisions[at]?.what;
  const isFurther = isOther && !isMissing && old[at]?.what === decisions[at + 1]?.what;
  const [then, now] = [isFurther ? undefined : old[at], isMissing ? undefined : decisions[at]];
  const until = Math.min(then?.at ?? Number.POSITIVE_INFINITY, now?.at ?? Number.POSITIVE_INFINITY);
  return { then, now, judged: rerun.judged.findLast((one) => one.at <= until) };
}

function wordsOf({ then, now, judged }: FirstDifference, why: string | null): string {
  const told = then ? [`At ${timeOf(then.at)} the trace ${then.text}.`] : [];
  if (!now) told.push('This version does not.');
  else if (!then)
    told.push(`At ${timeOf(now.at)} this version ${now.text}, and the trace does not.`);
  else {
    const [from, to, which] =
      now.at > then.at ? [then.at, now.at, 'later'] : [now.at, then.at, 'sooner'];
    const later = from === to ? '' : ` (${lasting(to - from)} ${which})`;
    told.push(`This version ${now.text} at ${timeOf(now.at)}${later}.`);
  }
  if (judged) {
    const { rule, reading, memory } = judged;
    told.push(`Its rule is ${rule}: if ${RULES[rule].when}, then ${RULES[rule].follows}.`);
    const whose = reading ? whoseWords(reading, memory) : '';
    if (whose !== '') told.push(whose);
  }
  if (why !== null) told.push(`It cannot be followed further: ${why}.`);
  return told.join(' ');
}

/** A lifecycle that ends at another moment by more than this is a difference, in ms. */
const SAME_TIME = 1_000;

function differenceOf(recorded: Recorded, rerun: Rerun): Difference {
  const [then, now] = [endOf(recorded.decisions), endOf(rerun.decisions)];
  const isOther = (what: Decision['what']) =>
    countOf(recorded.decisions, what) !== countOf(rerun.decisions, what);
  if (then && now && then.text !== now.text) return 'otherEnd';
  const more = countOf(rerun.decisions, 'starts') - countOf(recorded.decisions, 'starts');
  // What is not followed to the end may still start.
  if (more > 0 || (more < 0 && rerun.why === null)) return 'login';
  if (rerun.why !== null) return 'undecided';
  if (isOther('asks')) return 'question';
  if ((then === null) !== (now === null)) return 'otherEnd';
  if (then && now && Math.abs(then.at - now.at) > SAME_TIME) return 'time';
  return recorded.isOfActor || rerun.requests === recorded.requests ? 'same' : 'request';
}

/** A lifecycle that is not run again. */
const notRun = ({ decisions, requests }: Recorded, words: string): Comparison => ({
  difference: 'undecided',
  words,
  ends: [endOf(decisions)?.text ?? null, null],
  rule: null,
  logins: [countOf(decisions, 'starts'), 0],
  questions: [countOf(decisions, 'asks'), 0],
  requests: [requests, 0],
});

/** Why a lifecycle is not run again. `null` if it can be. */
function obstacleIn({ begin }: Recorded): string | null {
  // Another version may not read its record.
  if (begin.type !== 'begin') return 'The trace begins in the middle of this lifecycle.';
  try {
    checkInput(inputOf(begin, standInMember(0), 0));
    return null;
  } catch {
    return 'This version does not accept the input of the lifecycle.';
  }
}

function comparisonOf(recorded: Recorded, rerun: Rerun): Comparison {
  const first = firstDifference(recorded, rerun);
  const pair = (what: Decision['what']) =>
    [countOf(recorded.decisions, what), countOf(rerun.decisions, what)] as const;
  return {
    difference: differenceOf(recorded, rerun),
    words: first && wordsOf(first, rerun.why),
    ends: [endOf(recorded.decisions)?.text ?? null, endOf(rerun.decisions)?.text ?? null],
    rule: first?.judged?.rule ?? null,
    logins: pair('starts'),
    questions: pair('asks'),
    requests: [recorded.requests, rerun.requests],
  };
}

/** Differences that a customer or the bank notices. */
const NOTICED: readonly Difference[] = ['otherEnd', 'login', 'question'];

/**
 * Compares one lifecycle. It begins with its first line and has all its lines. A trace does not show when MX changed between two
 * replies, so a difference that would be noticed with the one moment and not with the other is not decided.
 *
 * @param lines The lines of one member, from a beginning to its last line.
 */
export function compareLifecycle(lines: readonly OldLine[]): Comparison {
  const recorded = recordedOf(lines);
  const obstacle = obstacleIn(recorded);
  if (obstacle !== null) return notRun(recorded, obstacle);
  const [early, late] = [false, true].map((isLate) => {
    const rerun = new Rerun(recorded, isLate).run();
    return comparisonOf(recorded, rerun);
  }) as [Comparison, Comparison];
  if (early.difference === 'undecided' || NOTICED.includes(early.difference)) return early;
  if (!NOTICED.includes(late.difference)) return early;
  const why =
    'That holds only if MX had not changed yet, and no reply of the trace shows when it did.';
  return { ...late, difference: 'undecided', words: `${late.words} ${why}` };
}
