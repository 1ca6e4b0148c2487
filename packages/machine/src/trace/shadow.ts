import { begin, rests, stepUnchecked } from '../chart/step.ts';
import { isOver } from '../data/check.ts';
import type {
  Call,
  Effect,
  Fault,
  MemberOutput,
  MemberRecord,
  Rule,
  StampedReading,
  Step,
  StepEvent,
} from '../data/types.ts';
import { statusOf } from '../mx/statuses.ts';
import type { SeenLine } from './line.ts';
import { standInAnswers } from './stand-in-answers.ts';

/**
 * Runs our machine beside another program. The machine gets the program's readings at their times, and sends nothing.
 * So it shows what it would have done, and when it would have known the outcome.
 */

/** A place in a trace. */
export interface TracePlace {
  /** Counted from 1. */
  readonly line: number;
  /** In ms since 1970. */
  readonly at: number;
}

/** Something that our machine would have done differently. */
export interface ShadowNote extends TracePlace {
  readonly note: 'answeredUnasked' | 'startedWhileRunning' | 'askedEarlier';
}

/** One lifecycle of a foreign trace, and what our machine makes of it. */
export interface ShadowedLifecycle {
  readonly member: SeenLine['member'];
  readonly from: TracePlace;
  /** Its last reading. */
  readonly to: TracePlace;
  /** The outcome of our machine, and where. `null` if it still polls after the last reading. */
  readonly ours: (TracePlace & { readonly output: MemberOutput }) | null;
  /** The conclusion of the program, if the trace has it. */
  readonly theirs: (TracePlace & { readonly outcome: 'connected' | 'failed' }) | null;
  /** The rule by which our machine last decided. */
  readonly rule: Rule;
  /**
   * `earlier`: our machine knew the outcome before the program did, or stopped polling. `later`: our machine polls once
   * more after the program's conclusion. `differently`: the outcomes differ. `open`: the trace ends while a job runs or
   * a question is open.
   */
  readonly difference: 'same' | 'earlier' | 'later' | 'differently' | 'open';
  /** How much earlier our machine knew the outcome, in ms. Negative for later. `null` if that is unknown. */
  readonly ahead: number | null;
  readonly notes: readonly ShadowNote[];
}

const isStart = ({ call }: { readonly call: string }): boolean =>
  call === 'startJob' || call === 'createMember' || call === 'updateMember';

const COMMANDS: Readonly<Record<string, Call>> = {
  startJob: 'startJob',
  submitAnswers: 'submitAnswers',
};

type CallLine = Extract<SeenLine, { readonly type: 'reading' | 'fault' }>;

/** The result of a call, without its number. */
type Result = { readonly reading: StampedReading } | { readonly fault: Fault };

const resultOfLine = (line: CallLine): Result =>
  line.type === 'reading' ? { reading: line.reading } : { fault: line.fault };

/** A lifecycle that is being shadowed. */
class ShadowedMember {
  readonly #from: TracePlace;
  readonly #member: SeenLine['member'];
  #record: MemberRecord;
  #to: TracePlace;
  #last: StampedReading | null = null;
  #ours: ShadowedLifecycle['ours'] = null;
  #theirs: ShadowedLifecycle['theirs'] = null;
  readonly #notes: ShadowNote[] = [];

  constructor(line: CallLine, place: TracePlace, baseline: StampedReading | null) {
    this.#member = line.member;
    this.#from = place;
    this.#to = place;
    const job = line.call === 'startJob' ? (line.job ?? 'aggregate') : null;
    const known = isStart(line) && line.call !== 'startJob' && line.type === 'reading';
    const before = known ? line.reading : job ? baseline : null;
    const oauth = line.type === 'reading' && line.reading.connectionStatus === 'PENDING';
    const input = { member: line.member, job, oauth, ...(before && { baseline: before }) };
    this.#record = begin(input).record;
  }

  get isOver(): boolean {
    return isOver(this.#record);
  }

  /** Its last reading. */
  get last(): StampedReading | null {
    return this.#last;
  }

  /** Whether a job runs, as far as our machine knows. */
  get #isBusy(): boolean {
    return !this.isOver && this.#last?.isBeingAggregated === true;
  }

  show(line: CallLine, place: TracePlace): void {
    if (line.type === 'reading') this.#last = line.reading;
    this.#to = place;
    // The reply to a creation or an update is the baseline.
    if (this.isOver || (this.#from === place && isStart(line) && line.call !== 'startJob')) return;
    if (line.call === 'startJob' && line.type === 'reading' && this.#isBusy && this.#from !== place)
      this.#note('startedWhileRunning', place);
    if (line.call === 'submitAnswers') this.#answer(place);
    this.#finish(line, place);
  }

  /** The program has answered. If our machine asks its user, answer the same questions. */
  #answer(place: TracePlace): void {
    const { context } = this.#record;
    if (context.phase !== 'challenged') {
      this.#note('answeredUnasked', place);
      return;
    }
    const guids = context.challenges.map(({ guid }) => guid);
    const answers = {
      type: 'challenge.answer',
      prompt: context.prompt,
      guids,
      problems: [],
    } as const;
    this.#apply(standInAnswers(answers, context.challenges), place);
  }

  /** Passes on the result of a call: to the call that our machine makes now, otherwise as a poll. */
  #finish(line: CallLine, place: TracePlace): void {
    const command = COMMANDS[line.call];
    if (rests(this.#record)) this.#apply({ type: 'elapsed', turn: this.#turn }, place);
    const standing = this.#standing();
    if (standing === null) return;
    if (standing === 'readStatus' || standing === command) {
      this.#result(standing, resultOfLine(line), place);
      return;
    }
    // Our machine would have sent another start, and the program did not.
    this.#result(standing, { fault: { code: 'notSent', at: place.at } }, place);
    if (!this.isOver) this.#finish(line, place);
  }

  get #turn(): number {
    return this.#record.context.turn;
  }

  /** The call that our machine makes now. */
  #standing(): Call | null {
    const { state } = this.#record;
    if (this.isOver) return null;
    if (state === 'aggregating.starting') return 'startJob';
    if (state === 'resumed.submitting') return 'submitAnswers';
    return 'readStatus';
  }

  #result(call: Call, result: Result, place: TracePlace): void {
    const turn = this.#turn;
    const event: StepEvent =
      'reading' in result
        ? { type: 'done', call, turn, reading: result.reading }
        : { type: 'error', call, turn, fault: result.fault };
    this.#apply(event, place);
  }

  #apply(event: StepEvent, place: TracePlace): void {
    const made: Step = stepUnchecked(this.#record, event);
    this.#record = made.record;
    const ended = made.effects.find(
      (effect): effect is Extract<Effect, { readonly type: 'ended' }> => effect.type === 'ended',
    );
    if (ended) this.#ours = { ...place, output: ended.output };
  }

  hint(place: TracePlace): void {
    this.#apply({ type: 'status.changed' }, place);
  }

  conclude(outcome: 'connected' | 'failed' | 'asked', place: TracePlace): void {
    if (outcome !== 'asked') this.#theirs = { ...place, outcome };
    else if (this.#record.context.prompt === 0) this.#note('askedEarlier', place);
  }

  #note(note: ShadowNote['note'], place: TracePlace): void {
    this.#notes.push({ ...place, note });
  }

  report(): ShadowedLifecycle {
    const { difference, ahead } = this.#compare();
    const { rule } = this.#record.context.verdict;
    const [ours, theirs] = [this.#ours, this.#theirs];
    return {
      ...{ member: this.#member, from: this.#from, to: this.#to, ours, theirs, rule },
      ...{ difference, ahead, notes: this.#notes },
    };
  }

  #compare(): Pick<ShadowedLifecycle, 'difference' | 'ahead'> {
    const [ours, theirs] = [this.#ours, this.#theirs];
    if (ours && theirs && ours.output.outcome !== theirs.outcome)
      return { difference: 'differently', ahead: lastingFrom(ours, theirs) };
    if (ours) {
      const ahead = lastingFrom(ours, theirs ?? this.#to);
      return { difference: ahead > 0 ? 'earlier' : ahead < 0 ? 'later' : 'same', ahead };
    }
    // The program has stopped at a status that tells how a job ended, and our machine asks for a second poll.
    const status = statusOf(this.#last?.connectionStatus ?? null)?.class;
    const isSettled =
      this.#last?.isBeingAggregated !== true && (status === 'connected' || status === 'failed');
    return { difference: theirs || isSettled ? 'later' : 'open', ahead: null };
  }
}

/** The time from one line to another, in ms. It is 0 if the clock was set back between them. */
function lastingFrom(from: TracePlace, to: TracePlace): number {
  const ms = to.at - from.at;
  return ms * (to.line - from.line) < 0 ? 0 : ms;
}

/** Reads what other programs have seen of MX. */
export interface Shadow {
  /**
   * Reads the next line.
   *
   * @param line Its number, counted from 1.
   * @returns The lifecycle that ended before it, if any.
   */
  readonly read: (seen: SeenLine, line: number) => ShadowedLifecycle | null;
  /** Returns the lifecycles that have not ended. */
  readonly end: () => readonly ShadowedLifecycle[];
}

/** Whether a reading after our outcome belongs to a new job. */
const isOfNewJob = (line: CallLine, last: StampedReading | null): boolean =>
  line.type === 'reading' &&
  (line.reading.isBeingAggregated === true || line.reading.connectionStatus === 'CHALLENGED') &&
  (line.reading.aggregatedAt ?? '') > (last?.aggregatedAt ?? '');

/**
 * Runs our machine beside other programs whose readings are in a trace. The machine gets each reading at its time, and
 * sends nothing.
 *
 * ```ts
 * const shadow = createShadow();
 * const [seen] = redactSeen({ at: Date.now(), body: {} }, hash);
 * const ended = seen && shadow.read(seen, 1);
 * if (ended) show(ended.difference, ended.ahead);
 * ```
 */
export function createShadow(): Shadow {
  const members = new Map<string, ShadowedMember>();
  const followed = (line: CallLine, place: TracePlace, old: ShadowedMember | undefined) => {
    const isNew = !old || (old.isOver && (isStart(line) || isOfNewJob(line, old.last)));
    return isNew ? new ShadowedMember(line, place, old?.last ?? null) : old;
  };
  return {
    read(seen, line) {
      const key = seen.member.memberGuid;
      const old = members.get(key);
      const place = { line, at: seen.at };
      if (seen.type === 'webhook') old?.hint(place);
      if (seen.type === 'known') old?.conclude(seen.outcome, place);
      if (seen.type !== 'reading' && seen.type !== 'fault') return null;
      const member = followed(seen, place, old);
      members.set(key, member);
      member.show(seen, place);
      return old && member !== old ? old.report() : null;
    },
    end: () => [...members.values()].map((member) => member.report()),
  };
}
