import { checkRecord, type MemberRecord } from '@mx-member/machine';
import { CliError } from '../common/errors.ts';
import { type Difference, differences, differencesIn, truncateDifferences } from './differences.ts';
import { leaks, secretsOf } from './secrets.ts';
import { inOrder } from './stages.ts';
import { Broken, type Subject, type SubjectReply, type SubjectRequest } from './subject.ts';
import type { Expected, Fields, Topic, Vector, VectorStep } from './vectors.ts';

/** The run stops after the implementation has broken in this many vectors in a row. */
export const MAX_BROKEN = 10;
/** The same limit for an implementation that has not answered anything yet. */
const MAX_SILENT = 3;

/** The first step at which an implementation differs from a vector. */
export interface Failure {
  /** 0 is `begin`. */
  readonly step: number;
  /** The event of that step, or `begin` or `recover`. */
  readonly event: unknown;
  /** Empty only if the implementation broke. Long lists and long values are shortened. */
  readonly differences: readonly Difference[];
  /** How many differences were left out. */
  readonly moreDifferences?: number;
  /** Why the implementation gave no valid answer; `null` if it gave one. */
  readonly broken: string | null;
}

/** The result of one vector. */
export interface Result {
  readonly topic: string;
  readonly vector: Vector;
  /** `null` if the vector passes. */
  readonly failure: Failure | null;
  /** In ms. */
  readonly took: number;
  /** Whether the vector may fail (`--known-failing`). */
  readonly isKnown?: boolean;
}

/** What is wrong with a record. It must be valid, because another implementation must be able to continue from it. */
function invalidRecord(record: unknown): readonly Difference[] {
  try {
    checkRecord(record as MemberRecord);
    return [];
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return [{ path: 'record', expected: 'a valid record', got: error.message }];
  }
}

/** The fields of view and context that the vector has named so far, with the values that they must have now. */
interface Named {
  readonly view: Fields;
  readonly context: Fields;
}
const NOTHING_NAMED: Named = { view: {}, context: {} };

/** The named fields after a step. A step that brings its own record starts again with the context of that record. */
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

/** The request that runs a step. */
function requestOf(step: VectorStep, last: unknown): SubjectRequest {
  const { record = last } = step;
  return 'event' in step ? { do: 'step', record, event: step.event } : { do: 'recover', record };
}

/** The first request of a vector. */
const firstRequestOf = ({ input, request = { do: 'begin', input } }: Vector): SubjectRequest =>
  request;

/** Runs a vector until a step differs. */
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
      // A word that the implementation shows before it receives it as an answer is its own word, not a secret.
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
      // The stack overflowed.
      if (error instanceof RangeError)
        return failed([], 'Its answer is nested too deeply to compare.');
      throw error;
    }
  }
  return null;
}

/** All vectors, in the order in which a port grows. */
const vectorsInOrder = (topics: readonly Topic[]) =>
  inOrder(
    topics.flatMap(({ name, vectors }) => vectors.map((vector) => ({ topic: name, vector }))),
  );

/** How many vectors run at a time, as long as none breaks the implementation. */
const AT_A_TIME = 64;

type Placed = Pick<Result, 'topic' | 'vector'>;

/** Those that pass when all run at a time, as results. The time is the same share for each. */
async function passAtOnce(group: readonly Placed[], subject: Subject) {
  const begun = performance.now();
  const failures = await Promise.all(group.map(({ vector }) => checkVector(vector, subject)));
  const took = (performance.now() - begun) / group.length;
  const passed = group.filter((_, index) => failures[index] === null);
  return {
    passed: new Map(passed.map((one) => [one.vector, { ...one, failure: null, took }])),
    isBroken: failures.some((failure) => failure?.broken),
  };
}

async function checkAlone({ topic, vector }: Placed, subject: Subject): Promise<Result> {
  const begun = performance.now();
  const failure = await checkVector(vector, subject);
  return { topic, vector, failure, took: performance.now() - begun };
}

/**
 * Runs many vectors at a time, because each switch between two processes takes longer than the step. Only what passes counts.
 * Anything else runs again alone, so no vector is blamed for what another one broke. After the implementation has broken once,
 * the vectors run one by one.
 */
async function* playAll(
  topics: readonly Topic[],
  subject: Subject,
  startAhead: (() => Subject) | null,
): AsyncGenerator<Result> {
  const vectors = vectorsInOrder(topics);
  let ahead = vectors.length > 1 && startAhead ? startAhead() : null;
  try {
    while (vectors.length > 0) {
      const group = vectors.splice(0, AT_A_TIME);
      const { passed, isBroken } = ahead
        ? await passAtOnce(group, ahead)
        : { passed: new Map<Vector, Result>(), isBroken: false };
      if (isBroken) {
        await ahead?.close();
        ahead = null;
      }
      for (const one of group) yield passed.get(one.vector) ?? (await checkAlone(one, subject));
    }
  } finally {
    await ahead?.close();
  }
}

/** Ends after {@link MAX_BROKEN} broken vectors in a row. */
async function* untilBroken(results: AsyncGenerator<Result>): AsyncGenerator<Result> {
  let broken = 0;
  for await (const result of results) {
    yield result;
    broken = result.failure?.broken ? broken + 1 : 0;
    if (broken === MAX_BROKEN) return;
  }
}

/**
 * Runs the vectors in their order. It stops early after the implementation has broken in {@link MAX_BROKEN} vectors in a row.
 * @param startAhead Starts the implementation once more, to run many vectors at a time; `null` to run them one by one.
 * @throws {CliError} if the implementation broke in each of the first {@link MAX_SILENT} and never answered anything.
 */
export async function* checkTopics(
  topics: readonly Topic[],
  subject: Subject,
  startAhead: (() => Subject) | null = null,
): AsyncGenerator<Result> {
  // Results that are held back until the implementation has answered something.
  const silent: Result[] = [];
  let speaks = false;
  for await (const result of untilBroken(playAll(topics, subject, startAhead))) {
    speaks ||= !result.failure?.broken || result.failure.step > 0;
    if (!speaks && silent.push(result) === MAX_SILENT) break;
    if (speaks) yield* [...silent.splice(0), result];
  }
  const [first] = silent;
  if (first)
    throw new CliError(
      `The command does not speak the protocol. ${first.failure?.broken}${silent.length > 1 ? ` It was tried ${silent.length} times.` : ''}`,
      'protocol',
    );
}
