import type {
  MemberInput,
  MemberRecord,
  Step,
  StepEvent,
} from '../../../packages/machine/src/index.ts';
import type { Vector } from '../vector.ts';
import { openingsOf } from './open.ts';

/** Which vectors notice a fault: those in which anything comes out other than from the machine as it should be. */

/** All that comes out of one vector, step by step; the vectors themselves are what the machine says, which other tests prove. */
export type Outcomes = readonly string[];

interface Machine {
  readonly begin: (input: MemberInput) => Step;
  readonly step: (record: MemberRecord, event: StepEvent) => Step;
  readonly recover: (record: MemberRecord) => Step;
  readonly recordView: (record: MemberRecord) => unknown;
}

/** The machine as it is now: a fault may have put another function in its place. */
async function machine(): Promise<Machine> {
  const names = await openingsOf('chart/step');
  return Object.fromEntries(
    Object.entries(names).map(([name, [read]]) => [name, read()]),
  ) as unknown as Machine;
}

const SENTENCES = new Set(['message', 'meaning', 'advice']);
const textOf = (value: unknown): string =>
  JSON.stringify(value, (key, item) => (SENTENCES.has(key) ? undefined : item));

/** What comes of one step: also what is thrown does. */
function attempt(act: () => Step, view: Machine['recordView']): readonly [string, Step | null] {
  try {
    const made = act();
    return [textOf([made, view(made.record)]), made];
  } catch (error) {
    const isRefusal = error instanceof TypeError && error.message.startsWith('mx-member: ');
    return [isRefusal ? 'refused' : 'broken', null];
  }
}

/** Runs a vector; stops where something else comes out than expected. */
function* run({ begin, step, recover, recordView }: Machine, vector: Vector): Generator<string> {
  const [first, made] = attempt(() => begin(vector.input as MemberInput), recordView);
  yield first;
  let record = made?.record;
  for (const one of vector.steps) {
    // A record from outside is checked when it is first seen, so each machine sees it for the first time.
    const from = (one.record ? structuredClone(one.record) : record) as MemberRecord;
    const act = () => ('event' in one ? step(from, one.event) : recover(from));
    const [text, next] = attempt(act, recordView);
    yield text;
    record = next?.record ?? record;
  }
}

/** What comes out of each vector, by its id. */
export async function outcomesOf(
  vectors: readonly Vector[],
): Promise<ReadonlyMap<string, Outcomes>> {
  const made = await machine();
  return new Map(vectors.map((vector) => [vector.id, [...run(made, vector)]]));
}

/** The vectors that notice what is wrong with the machine now. */
export async function* killers(
  vectors: readonly Vector[],
  right: ReadonlyMap<string, Outcomes>,
): AsyncGenerator<string> {
  const made = await machine();
  for (const vector of vectors) {
    const expected = right.get(vector.id) ?? [];
    let index = 0;
    for (const text of run(made, vector)) {
      if (text === expected[index]) index += 1;
      else {
        yield vector.id;
        break;
      }
    }
  }
}
