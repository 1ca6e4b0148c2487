import { isDeepStrictEqual } from 'node:util';
import type { Effect, MemberRecord, MemberView, StepEvent } from '@mx-member/machine';
import { isJsonObject } from '../differences.ts';
import type { SubjectReply } from '../subject.ts';
import { printLines, printOutcome } from '../text/print.ts';
import { printChanges, printText, printTime } from '../text/words.ts';
import type { Expected, Fields, Vector, VectorStep } from '../vectors.ts';
import { printEvent } from './event.ts';
import type { Lived } from './live.ts';
import { nameOfQuestion, questionLines } from './questions.ts';

/** Turns a random lifecycle into a vector: as text for people, and as JSON for the runner. */

const SENTENCES = ['message', 'advice', 'meaning'];

/** A value without its sentences for people, at any depth. */
function withoutSentences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSentences);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => !SENTENCES.includes(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutSentences(inner)]));
}

type Answered = Extract<SubjectReply, { record: unknown }>;

const viewOf = ({ view }: Answered) => withoutSentences(view) as Fields;
const contextOf = ({ record }: Answered) =>
  withoutSentences((record as MemberRecord).context) as Fields;

const changed = (before: Fields, now: Fields): Fields =>
  Object.fromEntries(
    Object.entries(now).filter(([key, value]) => !isDeepStrictEqual(value, before[key])),
  );

function expectedOf(reply: SubjectReply, before: Answered | null): Expected {
  if (!('record' in reply)) return { refused: true };
  return {
    state: reply.state,
    effects: withoutSentences(reply.effects) as readonly unknown[],
    view: changed(before ? viewOf(before) : {}, viewOf(reply)),
    context: changed(before ? contextOf(before) : {}, contextOf(reply)),
  };
}

/** For each step, the last answer before it that has a record. */
const answersBefore = (lived: readonly Lived[]): readonly (Answered | null)[] =>
  lived.map((_, index) => {
    const last = lived.slice(0, index).findLast(({ reply }) => 'record' in reply)?.reply;
    return last && 'record' in last ? last : null;
  });

const DESCRIPTION = 'A difference from the reference, found by random steps.';

/** A record that is not what the step before has left: a vector gives it. */
function recordGiven({ request }: Lived, before: Answered | null): Fields | null {
  const record = 'record' in request ? request.record : null;
  return isJsonObject(record) && !isDeepStrictEqual(record, before?.record) ? record : null;
}

/** What must be so after a step from a record that is given: the whole view, and of the context what is other than there. */
function expectedFrom(record: Fields, reply: SubjectReply): Expected {
  if (!('record' in reply)) return { refused: true };
  const context = withoutSentences(record.context);
  return {
    ...expectedOf(reply, null),
    context: changed(isJsonObject(context) ? context : {}, contextOf(reply)),
  };
}

/** All from the last beginning on: a vector has one. */
const fromBeginning = (lived: readonly Lived[]): readonly Lived[] =>
  lived.slice(lived.findLastIndex(({ request }) => request.do === 'begin'));

function stepOf(one: Lived, before: Answered | null): VectorStep {
  const { request, reply } = one;
  const record = recordGiven(one, before);
  const expected = record ? expectedFrom(record, reply) : expectedOf(reply, before);
  const given = { ...(record && { record }), ...expected };
  return request.do === 'step' ? { event: request.event, ...given } : { recover: true, ...given };
}

/** The vector as JSON, for `--vectors`. */
export function vectorOf(id: string, all: readonly Lived[]): Vector {
  const lived = fromBeginning(all);
  const before = answersBefore(lived);
  const steps = lived.slice(1).map((one, index) => stepOf(one, before[index + 1] ?? null));
  const [first] = lived;
  const input = first?.request.do === 'begin' ? first.request.input : {};
  const begin = first ? expectedOf(first.reply, null) : { refused: true as const };
  return { id, description: DESCRIPTION, rules: [], input, begin, steps };
}

function whatHappens({ happening, request }: Lived): string {
  if (happening === null || request.do === 'begin') return 'begin';
  if (request.do !== 'step') return 'recover';
  // No word of the texts says what is wrong.
  if (happening.is === 'malformed') return `event ${JSON.stringify(request.event)}`;
  const back = 'back' in happening ? happening.back : 0;
  const isLate = 'late' in happening && happening.late > 0;
  return printEvent(request.event as StepEvent, back, isLate);
}

function lineOf(one: Lived, before: Answered | null): string {
  // The open wait and the time of a call are not written.
  const text = one.waited > 0 ? `+${printTime(one.waited)} ${whatHappens(one)}` : whatHappens(one);
  const record = recordGiven(one, before);
  return record ? `with ${printChanges(before?.record, record)} ${text}` : text;
}

/** The fields of the view that a text vector shows. */
const ALWAYS = ['state', 'needs', 'round', 'prompt', 'warning', 'problems', 'isSlow', 'rule'];

const shownOf = ({ view }: Answered): Partial<MemberView> =>
  Object.fromEntries(Object.entries(view).filter(([key]) => ALWAYS.includes(key)));

function outcomeText(one: Lived, before: Answered | null): string {
  const { request, reply } = one;
  if (!('record' in reply)) return 'refused';
  const shown = {
    state: reply.state,
    effects: reply.effects as readonly Effect[],
    view: shownOf(reply),
  };
  if (!before) return printOutcome(shown);
  const given = 'record' in request && recordGiven(one, before);
  const { turn } = ((given || before.record) as MemberRecord).context;
  const event = request.do === 'step' ? (request.event as StepEvent) : null;
  const isSame = isDeepStrictEqual(given || before.record, reply.record);
  return printOutcome(
    shown,
    { view: shownOf(before), turn, ...(event?.type === 'done' && { reading: event.reading }) },
    isSame,
  );
}

/** The member and job that a text vector leaves out. */
const DEFAULT_INPUT: Fields = {
  member: { userGuid: 'USR-1', memberGuid: 'MBR-1' },
  job: 'aggregate',
  pacing: { spread: 0 },
};

/** The vector as text: what happens, and how the reference answers. */
export function vectorText(name: string, all: readonly Lived[]): string {
  const lived = fromBeginning(all);
  const { input } = vectorOf(name, lived);
  const inputs = { pacing: {}, ...(input as Fields) };
  const other = changed(DEFAULT_INPUT, inputs);
  const names = lived.flatMap(({ happening }) =>
    happening?.is === 'done' ? happening.reading.challenges.map(nameOfQuestion) : [],
  );
  const before = answersBefore(lived);
  const head = [
    `=== ${printText(name)}`,
    `# ${DESCRIPTION}`,
    ...(Object.keys(other).length > 0 ? [`input: ${JSON.stringify(other)}`] : []),
    ...questionLines(names),
  ].join('\n');
  const steps = lived.map((one, index) => ({
    given: lineOf(one, before[index] ?? null),
    came: outcomeText(one, before[index] ?? null),
  }));
  return [head, ...printLines(steps)].join('\n');
}
