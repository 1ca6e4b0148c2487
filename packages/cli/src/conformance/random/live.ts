import { type Difference, differences, truncateDifferences } from '../differences.ts';
import {
  Broken,
  replyOf,
  type Subject,
  type SubjectReply,
  type SubjectRequest,
} from '../subject.ts';
import type { Occurrence, RandomLife } from './generate.ts';
import { momentAfter, openCall, timeUntil, type WalkMoment, walkRequest } from './moment.ts';

/** Something that has happened, and what the reference made of it. */
export interface Lived {
  /** `null` is the beginning. */
  readonly happening: Occurrence | null;
  readonly request: SubjectRequest;
  readonly reply: SubjectReply;
  /** In ms. */
  readonly passed: number;
}

/** Where an implementation differs from the reference: the last of what has happened. */
export interface Mismatch {
  readonly lived: readonly Lived[];
  readonly differences: readonly Difference[];
  readonly moreDifferences?: number;
  /** Why no answer came. */
  readonly broken: string | null;
}

/** The two that are compared. */
export interface Pair {
  /** Answers as the machine does. Records that it has made itself are not checked again. */
  reference(request: SubjectRequest): SubjectReply;
  readonly subject: Subject;
}

/** An answer as it comes through a pipe. */
const piped = (reply: SubjectReply): SubjectReply => replyOf(JSON.parse(JSON.stringify(reply)));

/** Wherever one refuses the other must too, each in its own words. */
function differencesBetween(ours: SubjectReply, theirs: SubjectReply): readonly Difference[] {
  if ('refused' in ours && 'refused' in theirs) return [];
  return differences(ours, theirs, '');
}

/** A poll is due first, where no call is open for a result. */
const withPoll = (happening: Occurrence, { record }: WalkMoment): readonly Occurrence[] =>
  'passed' in happening && !openCall(record)
    ? [{ is: 'elapsed', back: 0 }, happening]
    : [happening];

/** How many events are sent in a final state, where all of them must change nothing. */
const AFTER_END = 2;

/**
 * Lives one life in both, from the reference's records, up to the first difference.
 * @param onStep Called for each question.
 */
export async function live(
  { input, happenings }: RandomLife,
  { reference, subject }: Pair,
  onStep: () => void = () => {},
): Promise<Mismatch | null> {
  const lived: Lived[] = [];

  /** Asks both the same. @returns What is other. */
  async function ask(request: SubjectRequest, happening: Occurrence | null, passed: number) {
    onStep();
    const reply = reference(request);
    lived.push({ happening, request, reply, passed });
    const found = (all: readonly Difference[], broken: string | null): Mismatch => ({
      lived,
      ...truncateDifferences(all),
      broken,
    });
    try {
      const other = differencesBetween(piped(reply), await subject.ask(request));
      return { reply, found: other.length > 0 ? found(other, null) : null };
    } catch (error) {
      if (error instanceof Broken) return { reply, found: found([], error.message) };
      throw error;
    }
  }

  const first = await ask({ do: 'begin', input }, null, 0);
  if (first.found || !('record' in first.reply)) return first.found;
  let moment = momentAfter(first.reply);
  let left = AFTER_END;
  for (const happening of happenings)
    for (const one of withPoll(happening, moment)) {
      if (!moment.record.state.includes('.') && --left < 0) return null;
      const passed = timeUntil(one, moment);
      const then = { ...moment, now: moment.now + passed };
      const { reply, found } = await ask(walkRequest(one, then), one, passed);
      if (found) return found;
      if ('record' in reply) moment = momentAfter(reply, then);
    }
  return null;
}
