import { type Difference, differences, truncateDifferences } from '../differences.ts';
import {
  Broken,
  replyOf,
  type Subject,
  type SubjectReply,
  type SubjectRequest,
} from '../subject.ts';
import type { Occurrence, RandomLife } from './generate.ts';
import {
  type Asked,
  leadsOn,
  momentAfter,
  openCall,
  timeUntil,
  type WalkMoment,
  walkRequest,
} from './moment.ts';

/** One step of a lifecycle: what happened, and how the reference answered. */
export interface Lived {
  /** `null` for `begin`. */
  readonly happening: Asked | null;
  readonly request: SubjectRequest;
  readonly reply: SubjectReply;
  /** How long nothing happened before, in ms, beside the wait that stood and the time that the call took. */
  readonly waited: number;
}

/** A difference between the implementation and the reference, in the last step of `lived`. */
export interface Mismatch {
  readonly lived: readonly Lived[];
  readonly differences: readonly Difference[];
  readonly moreDifferences?: number;
  /** Why the implementation gave no valid answer; `null` if it gave one. */
  readonly broken: string | null;
}

/** The reference and the implementation, which are compared. */
export interface Pair {
  /** Answers as the machine does. It does not check records that it has made itself. */
  reference(request: SubjectRequest): SubjectReply;
  readonly subject: Subject;
}

/** An answer as it would come through a pipe. */
const piped = (reply: SubjectReply): SubjectReply => replyOf(JSON.parse(JSON.stringify(reply)));

/** Both must refuse the same requests, each in its own words. */
function differencesBetween(ours: SubjectReply, theirs: SubjectReply): readonly Difference[] {
  if ('refused' in ours && 'refused' in theirs) return [];
  return differences(ours, theirs, '');
}

/** Adds the poll that has to come before a result, if no call is open. */
const withPoll = (happening: Asked, { record }: WalkMoment): readonly Asked[] =>
  'passed' in happening && !openCall(record)
    ? [{ is: 'elapsed', back: 0 }, happening]
    : [happening];

/** How many events are sent in a final state, where no event may change anything. */
const AFTER_END = 2;

/** Where a life has come to. */
class Way {
  moment: WalkMoment;
  /** How long nothing has happened, in ms. */
  idle = 0;
  readonly #before: WalkMoment[] = [];
  #left = AFTER_END;

  constructor(moment: WalkMoment) {
    this.moment = moment;
  }

  /** @returns Whether that was all: nobody has to be asked. */
  passesBy(happening: Occurrence): happening is Exclude<Occurrence, Asked> {
    if (happening.is === 'time') {
      this.idle += happening.passes;
      return true;
    }
    if (happening.is !== 'back') return false;
    const earlier = this.#before.at(-happening.steps);
    if (earlier) this.moment = { ...earlier, now: this.moment.now };
    return true;
  }

  goOn(moment: WalkMoment) {
    if (isUnderWay(moment)) this.#left = AFTER_END;
    this.#before.push(this.moment);
    this.moment = moment;
  }

  /** Whether no more events are to be sent, because the lifecycle has ended. */
  isDone(): boolean {
    if (isUnderWay(this.moment)) return false;
    this.#left -= 1;
    return this.#left < 0;
  }
}

const isUnderWay = ({ record }: WalkMoment): boolean => record.state.includes('.');

/**
 * Runs one lifecycle in both, always from the records of the reference, until they differ.
 * @param onStep Called for each request.
 */
export async function live(
  { input, happenings, isRenewed }: RandomLife,
  { reference, subject }: Pair,
  onStep: () => void = () => {},
): Promise<Mismatch | null> {
  const lived: Lived[] = [];

  /** Sends both the same request. @returns The differences. */
  async function ask(request: SubjectRequest, happening: Asked | null, waited: number) {
    onStep();
    const reply = reference(request);
    lived.push({ happening, request, reply, waited });
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

  /** Lets one thing happen. @returns What is other. */
  async function happen(happening: Asked, way: Way): Promise<Mismatch | null> {
    const { moment, idle } = way;
    const waited = idle + ('passed' in happening ? happening.passed : 0);
    const then = { ...moment, now: moment.now + idle + timeUntil(happening, moment) };
    way.idle = 0;
    const { reply, found } = await ask(walkRequest(happening, then, input), happening, waited);
    const next = 'record' in reply && leadsOn(happening) ? momentAfter(reply, then) : null;
    if (next) way.goOn(next);
    else way.moment = { ...moment, now: then.now };
    return found;
  }

  const first = await ask({ do: 'begin', input }, null, 0);
  if (first.found || !('record' in first.reply)) return first.found;
  const way = new Way(momentAfter(first.reply));
  for (const happening of happenings) {
    if (way.passesBy(happening)) continue;
    for (const one of withPoll(happening, way.moment)) {
      const isDone = way.isDone();
      if (isDone && !isRenewed) return null;
      const found = await happen(isDone ? { is: 'again' } : one, way);
      if (found) return found;
    }
  }
  return null;
}
