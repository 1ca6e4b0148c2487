import { checkRecord, type MemberRecord } from '@mx-member/machine';
import { CliError } from '../common/errors.ts';
import { type Difference, differences, differencesIn, truncateDifferences } from './differences.ts';
import { leaks, secretsOf } from './secrets.ts';
import { Broken, type Subject, type SubjectReply, type SubjectRequest } from './subject.ts';
import type { Expected, Fields, Topic, Vector, VectorStep } from './vectors.ts';

/** The run stops when an implementation breaks in this many vectors in a row. */
export const MAX_BROKEN = 10;
/** The same, for an implementation that has not answered anything yet. */
const MAX_SILENT = 3;

/** The first step at which an implementation differs from a vector. */
export interface Failure {
  /** 0 is the beginning. */
  readonly step: number;
  /** What happened then: an event, `begin` or `recover`. */
  readonly event: unknown;
  /** Never empty, unless the implementation broke. Many are cut, and so are long values. */
  readonly differences: readonly Difference[];
  /** How many more there are. */
  readonly moreDifferences?: number;
  /** Why no answer came. */
  readonly broken: string | null;
}

/** How a vector ended. */
export interface Result {
  readonly topic: string;
  readonly vector: Vector;
  /** `null`: it passes. */
  readonly failure: Failure | null;
  /** In ms. */
  readonly took: number;
  /** It may fail (`--known-failing`). */
  readonly isKnown?: boolean;
}

/** What is wrong with a record: another implementation must be able to continue from it. */
function invalidRecord(record: unknown): readonly Difference[] {
  try {
    checkRecord(record as MemberRecord);
    return [];
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return [{ path: 'record', expected: 'a sound record', got: error.message }];
  }
}

/** What view and context must be after the last step, as far as the vector has named their fields. */
interface Named {
  readonly view: Fields;
  readonly context: Fields;
}
const NOTHING_NAMED: Named = { view: {}, context: {} };

/** The same after a step. Another record in place of the last one has a context of its own, and a view that the step names. */
function namedAfter(before: Named, expected: Expected, record: unknown): Named {
  if (!('state' in expected)) return before;
  const given = Object(record).context ?? null;
  const { view, context } = given ? { view: {}, context: given } : before;
  return { view: { ...view, ...expected.view }, context: { ...context, ...expected.context } };
}

function differencesOf(
  expected: Expected,
  named: Named,
  reply: SubjectReply,
): readonly Difference[] {
  if ('refused' in expected)
    return 'refused' in reply ? [] : [{ path: 'refused', expected: 'a sentence', got: undefined }];
  if ('health' in expected)
    return differences(expected.health, 'health' in reply ? reply.health : undefined, 'health');
  if ('health' in reply) return [{ path: 'health', expected: undefined, got: reply.health }];
  if ('refused' in reply) return [{ path: 'refused', expected: undefined, got: reply.refused }];
  return [
    ...differences(expected.state, reply.state, 'state'),
    ...differences(expected.effects, reply.effects, 'effects'),
    ...differencesIn(named.view, reply.view, 'view'),
    ...differencesIn(named.context, Object(Object(reply.record).context), 'record.context'),
    ...invalidRecord(reply.record),
  ];
}

/** The request that a step is. */
function requestOf(step: VectorStep, last: unknown): SubjectRequest {
  const { record = last } = step;
  return 'event' in step ? { do: 'step', record, event: step.event } : { do: 'recover', record };
}

/** The request that a vector begins with. */
const firstRequestOf = ({ begin, input }: Vector): SubjectRequest =>
  'health' in begin
    ? { do: 'health', ...(input as { readonly page: unknown; readonly at: number }) }
    : { do: 'begin', input };

/** Runs a vector up to the first step that differs. */
async function checkVector(vector: Vector, subject: Subject): Promise<Failure | null> {
  let secrets = secretsOf(vector);
  let last: unknown;
  let named = NOTHING_NAMED;
  for (const [index, expected] of [vector.begin, ...vector.steps].entries()) {
    const step = vector.steps[index - 1];
    const request = step ? requestOf(step, last) : firstRequestOf(vector);
    const failed = (differences: readonly Difference[], broken: string | null): Failure => ({
      step: index,
      event: 'event' in request ? request.event : request.do,
      ...truncateDifferences(differences),
      broken,
    });
    try {
      const reply = await subject.ask(request);
      // A word that is shown before it is sent as an answer is the implementation's own, and not a secret.
      secrets = secrets.filter(
        ({ text, step }) => step <= index || leaks([text], reply).length === 0,
      );
      const told = secrets.filter(({ step }) => step <= index).map(({ text }) => text);
      named = namedAfter(named, expected, step?.record);
      const found = [...differencesOf(expected, named, reply), ...leaks(told, reply)];
      if (found.length > 0) return failed(found, null);
      if ('record' in reply) last = reply.record;
    } catch (error) {
      if (error instanceof Broken) return failed([], error.message);
      // The stack is full.
      if (error instanceof RangeError)
        return failed([], 'Its answer is nested too deeply to be compared.');
      throw error;
    }
  }
  return null;
}

/** All vectors, those with the fewest steps first: what fails there is the easiest to understand. */
const simplestFirst = (topics: readonly Topic[]) =>
  topics
    .flatMap(({ name, vectors }) => vectors.map((vector) => ({ topic: name, vector })))
    .sort((one, other) => one.vector.steps.length - other.vector.steps.length);

/** Runs one vector after the other, until the implementation has broken in too many in a row. */
async function* playAll(topics: readonly Topic[], subject: Subject): AsyncGenerator<Result> {
  let broken = 0;
  for (const { topic, vector } of simplestFirst(topics)) {
    const begun = performance.now();
    const failure = await checkVector(vector, subject);
    yield { topic, vector, failure, took: performance.now() - begun };
    broken = failure?.broken ? broken + 1 : 0;
    if (broken === MAX_BROKEN) return;
  }
}

/**
 * Runs one vector after the other. It stops early when the implementation has broken in {@link MAX_BROKEN} in a row.
 * @throws {CliError} when it broke in all of the first {@link MAX_SILENT} before it had answered anything.
 */
export async function* checkTopics(
  topics: readonly Topic[],
  subject: Subject,
): AsyncGenerator<Result> {
  // Not reported before it is known that the implementation speaks at all.
  const silent: Result[] = [];
  let speaks = false;
  for await (const result of playAll(topics, subject)) {
    speaks ||= !result.failure?.broken || result.failure.step > 0;
    if (!speaks && silent.push(result) === MAX_SILENT) break;
    if (speaks) yield* [...silent.splice(0), result];
  }
  const [first] = silent;
  if (first)
    throw new CliError(
      `The command does not speak the protocol. ${first.failure?.broken}`,
      'protocol',
    );
}
