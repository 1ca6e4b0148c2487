import { isOver } from '../data/check.ts';
import type { MemberId, MemberRecord, Rule, Step } from '../data/types.ts';
import { firstError } from '../data/validate.ts';
import { firstDifference } from './difference.ts';
import type { StepLine, TraceHash, TraceResult } from './line.ts';
import { TRACE_LINE } from './line-shape.ts';
import { RecordsShown } from './records-shown.ts';
import type { REPLAY_RULES, ReplayRule } from './replay-rules.ts';
import { stepOfLine } from './replay-step.ts';
import { standInMember } from './stand-in-member.ts';
import { type DigestedFields, digestedFields, digestedText, resultOf } from './trace-of.ts';
import { unredacted } from './unredacted.ts';

/** Replays a trace: makes each step again, and compares. One line after the other, and of a lifecycle that has ended the digests of its last records stay. */

/** Why a line does not hold. */
export interface ReplayFailure {
  readonly type: 'failure';
  readonly rule: keyof typeof REPLAY_RULES;
  /** Where in the line, as `line.effects[1].ms`. It quotes nothing. */
  readonly where: string;
  /** The rule by which our machine decided this step; `null` where it made none. */
  readonly decidedBy: Rule | null;
}

/** A step that was made again, and is the same. */
export interface ReplayedStep {
  readonly type: 'step';
  readonly line: StepLine;
  /** The record before it; `null` for the first line of a lifecycle. */
  readonly before: MemberRecord | null;
  readonly step: Step;
}

/** Reads a trace line by line. */
export interface Replay {
  /** Reads the next line, parsed. After a failure, the member of that line is not followed on. */
  readonly read: (line: unknown) =>
    | ReplayFailure
    | ReplayedStep
    /** An event after the end, which changes nothing. */
    | { readonly type: 'nothing'; readonly line: StepLine }
    /** The same step as in the line of this member before it, written again after a crash. */
    | { readonly type: 'repeated'; readonly line: StepLine };
}

/** What is known of a member. */
interface Followed {
  /** `null` after its end. */
  readonly record: MemberRecord | null;
  /** What its last line says of it. */
  readonly last: Pick<StepLine, 'state' | 'digest'>;
  /** Its last line, where the same step can come again; else `null`. */
  readonly repeatable: StepLine | null;
  readonly jitter: number;
  /** An id with this jitter. */
  readonly standIn: MemberId;
  /** Of the record; `null` after its end. */
  readonly fields: DigestedFields | null;
  readonly kept: RecordsShown;
}

const asItIs = (text: string): string => text;

const failure = (rule: ReplayRule, where = '', decidedBy: Rule | null = null): ReplayFailure => ({
  type: 'failure',
  rule,
  where: `line${where}`,
  decidedBy,
});

/** Whether a line is the line before it, written again. A moment is of the writing, not of the step. */
function isRepeated(line: StepLine, before: StepLine | null | undefined): boolean {
  if (!before || line.step === undefined || line.step !== before.step) return false;
  return firstDifference({ ...before, at: 0 }, { ...line, at: 0 }) === null;
}

/** The first effect of another type than in the line. */
function otherEffect(expected: TraceResult, line: StepLine): string | null {
  const [made, told] = [expected.effects ?? [], line.effects ?? []];
  const at = Array.from({ length: Math.max(made.length, told.length) }).findIndex(
    (_, index) => made[index]?.type !== told[index]?.type,
  );
  return at < 0 ? null : `.effects[${at}]`;
}

/** The first part in which a line differs from what our machine does. */
function differing(expected: TraceResult, line: StepLine, decidedBy: Rule | null) {
  if (expected.state !== line.state) return failure('state', '.state', decidedBy);
  const other = line.effects ? otherEffect(expected, line) : null;
  if (other) return failure('effects', other, decidedBy);
  if (expected.pause !== line.pause) return failure('pause', '.pause', decidedBy);
  const difference = line.effects ? firstDifference(expected.effects, line.effects) : null;
  if (difference !== null) return failure('effects', `.effects${difference}`, decidedBy);
  return expected.digest === line.digest ? null : failure('digest', '.digest', decidedBy);
}

/** A line that says how a lifecycle begins, or goes on. */
type StartLine = Exclude<StepLine, { readonly type: 'event' }>;

/** The jitter of a line, and an id that has it. */
const inPlaceOf = (
  { jitter }: StartLine,
  known: Followed | undefined,
): Pick<Followed, 'jitter' | 'standIn'> =>
  known?.jitter === jitter ? known : { jitter, standIn: standInMember(jitter) };

/** Makes the step of a line again, under the stand-in id of its member. */
function madeAgain(
  line: StepLine,
  before: MemberRecord | null,
  standIn: MemberId,
): Step | ReplayFailure {
  try {
    return stepOfLine(line, before, standIn);
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    return line.type === 'begin' ? failure('input', '.input') : failure('record', '.record');
  }
}

class Replaying implements Replay {
  readonly #digest: TraceHash['digest'];
  readonly #members = new Map<string, Followed>();

  constructor(digest: TraceHash['digest']) {
    this.#digest = digest;
  }

  readonly read = (given: unknown): ReturnType<Replay['read']> => {
    const error = firstError(TRACE_LINE, given, 'line');
    if (error !== null) return failure('line', error.slice('line'.length).split(' ', 1)[0]);
    const line = given as StepLine;
    const open = unredacted(line);
    if (open !== null) return failure('pseudonyms', open);
    const { userGuid, memberGuid } = line.member;
    const key = `${userGuid}/${memberGuid}`;
    const known = this.#members.get(key);
    if (isRepeated(line, known?.repeatable)) return { type: 'repeated', line };
    const made = this.#check(line, known);
    if (made.type === 'failure') this.#members.delete(key);
    else this.#members.set(key, made.next);
    return made.type === 'failure' ? made : made.replayed;
  };

  #check(line: StepLine, known: Followed | undefined) {
    const wrong = this.#wrongBeginning(line, known);
    if (wrong) return wrong;
    if (line.type === 'event' && known?.record === null) return this.#afterEnd(line, known);
    const before = line.type === 'event' ? (known?.record ?? null) : null;
    return this.#compare(line, before, known);
  }

  /** What must hold before a step is made. */
  #wrongBeginning(line: StepLine, known: Followed | undefined): ReplayFailure | null {
    switch (line.type) {
      case 'event':
        return known ? null : failure('first', '.type');
      case 'begin': {
        // A process can end before it has kept the first record. Then nothing was sent either.
        if (known?.record && known.kept.hasSent) return failure('again', '.type');
        const { after } = line.input;
        const isLast = !after || !known || this.#digestOf(after, line) === known.last.digest;
        return isLast ? null : failure('again', '.input.after');
      }
      case 'recover': {
        const rule = known?.kept.wrongWith(this.#digestOf(line.record, line));
        return rule ? failure(rule, '.record') : null;
      }
      case 'follow':
        return null;
    }
  }

  #digestOf(record: MemberRecord, { member, jitter }: StartLine): string {
    const fields = digestedFields(record.context, asItIs, member, undefined);
    return this.#digest(digestedText(record, fields, jitter));
  }

  /** Nothing changes after the end. */
  #afterEnd(line: StepLine, next: Followed) {
    const { state, digest } = next.last;
    const wrong = differing({ state, effects: [], pause: 0, digest }, line, null);
    return wrong ?? ({ type: 'next', replayed: { type: 'nothing', line }, next } as const);
  }

  #compare(line: StepLine, before: MemberRecord | null, known: Followed | undefined) {
    const { jitter, standIn } =
      line.type === 'event' ? (known as Followed) : inPlaceOf(line, known);
    const step = madeAgain(line, before, standIn);
    if ('type' in step) return step;
    const { record } = step;
    const old = known?.fields ?? undefined;
    const fields = digestedFields(record.context, asItIs, line.member, old);
    const expected = resultOf(step, jitter, { pseudonym: asItIs, digest: this.#digest }, fields);
    const wrong = differing(expected, line, record.context.verdict.rule);
    if (wrong) return wrong;
    const keepsOn = known && line.type !== 'begin' && line.type !== 'follow';
    const kept = keepsOn ? known.kept : new RecordsShown();
    kept.note(line, step);
    const hasEnded = isOver(record);
    const next: Followed = {
      record: hasEnded ? null : record,
      last: { state: line.state, digest: line.digest },
      repeatable: line.step === undefined ? null : line,
      jitter,
      standIn,
      fields: hasEnded ? null : fields,
      kept,
    };
    return { type: 'next', replayed: { type: 'step', line, before, step } as const, next } as const;
  }
}

/**
 * Replays a trace: makes each step again and compares. It takes time in proportion to the number of lines, and keeps a record for
 * each member that has not ended.
 *
 * ```ts
 * const replay = createReplay(traceDigest);
 * for (const line of lines) if (replay.read(JSON.parse(line)).type === 'failure') break;
 * ```
 * @param digest As of `TraceHash`.
 */
export const createReplay = (digest: TraceHash['digest']): Replay => new Replaying(digest);
