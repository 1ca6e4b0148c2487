import type { StepLine } from '@mx-member/machine/trace';
import type { BeliefName } from './beliefs.ts';
import { Explanation, type Seen, type Unexplained } from './explain.ts';
import { LineTimes } from './line-times.ts';

/** A command on its way to MX. */
type Pending = Pick<Seen, 'call' | 'job' | 'guids'>;

interface Followed {
  readonly explanation: Explanation;
  readonly times: LineTimes;
  pending: Pending | null;
  /** The turn of the open call. `null` if the trace does not say. */
  turn: number | null;
}

/** Compares traces with the model of MX's member, line by line. */
export interface ModelCheck {
  /**
   * Reads the next line of a trace that {@link createReplay} has found valid.
   * @returns What was expected, if no belief explains the reply in this line.
   */
  readonly read: (line: StepLine) => Unexplained | null;
  /** The beliefs that each of the simplest explanations of the last line's member has, up to that line. */
  readonly shown: () => readonly BeliefName[];
}

/** Creates a {@link ModelCheck}. It follows each member of the trace on its own. */
export function createModelCheck(): ModelCheck {
  const members = new Map<string, Followed>();
  let last: Followed | undefined;
  return {
    read(line) {
      const { memberGuid } = line.member;
      const followed = members.get(memberGuid) ?? {
        explanation: new Explanation(),
        times: new LineTimes(),
        pending: null,
        turn: null,
      };
      members.set(memberGuid, followed);
      last = followed;
      const found = replyOf(followed, line);
      notePending(followed, line);
      const unexplained = found && followed.explanation.next(found);
      if (unexplained || line.at === undefined) return unexplained;
      return followed.times.next(line.at, found && found.reply !== null ? found.at : null);
    },
    shown: () => last?.explanation.shown ?? [],
  };
}

/** What MX has replied in this line. */
function replyOf(followed: Followed, line: StepLine): Seen | null {
  const at = line.at ?? 0;
  if (line.type === 'begin') {
    const { act, oauth = false } = line.input;
    followed.explanation.begin(act?.reply ?? act?.before ?? undefined, oauth);
    // The machine did not send them, so the trace does not say when they arrived.
    return act?.type === 'credentials' ? { call: 'updateCredentials', reply: null, at } : null;
  }
  if (line.type !== 'event') return lost(followed, at);
  const { event } = line;
  if (event.type === 'challenge.answer' && event.problems.length === 0)
    followed.pending = { call: 'submitAnswers', guids: event.guids };
  if (event.type !== 'done' && event.type !== 'error') return null;
  // The result of a call that was given up shows an earlier moment, and the machine ignores it.
  if (event.turn !== undefined && followed.turn !== null && event.turn !== followed.turn)
    return null;
  const { job, guids } = followed.pending ?? {};
  const reply = event.type === 'done' ? event.reading : (event.fault?.code ?? 'unexpected');
  const stamp = event.type === 'done' ? event.reading.at : (event.fault?.at ?? at);
  if (event.call !== 'readStatus') followed.pending = null;
  const took = event.type === 'done' ? (event.reading.took ?? 0) : 0;
  return { call: event.call, ...(job && { job }), ...(guids && { guids }), reply, at: stamp, took };
}

/** The process died. A command may have arrived. */
function lost(followed: Followed, at: number): Seen | null {
  const { pending } = followed;
  followed.pending = null;
  return pending && { ...pending, reply: null, at };
}

type TraceEffect = NonNullable<StepLine['effects']>[number];

const isCall = (effect: TraceEffect): effect is Extract<TraceEffect, { type: Seen['call'] }> =>
  effect.type === 'readStatus' || effect.type === 'startJob' || effect.type === 'submitAnswers';

/** Remembers the call that a step makes. */
function notePending(followed: Followed, { effects = [] }: StepLine): void {
  for (const effect of effects) {
    if (isCall(effect)) followed.turn = effect.turn;
    if (effect.type === 'startJob') followed.pending = { call: effect.type, job: effect.job };
    else if (effect.type === 'submitAnswers')
      followed.pending = { call: effect.type, guids: effect.answers.map(({ guid }) => guid) };
  }
}
