import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// The specification's vectors, run in this process: a mutant that one of them notices needs no test runner.

/** What says in the environment of a child which mutant is active, and where the right outcomes are. */
export const ACTIVE = '__STRYKER_ACTIVE_MUTANT__';
export const OUTCOMES = 'MX_MEMBER_OUTCOMES';

const SPEC = 'packages/machine/spec/vectors';
const MACHINE = pathToFileURL('packages/machine/src/step-entry.ts').href;

const SENTENCES = new Set(['message', 'meaning', 'advice']);
const textOf = (value) =>
  JSON.stringify(value, (key, item) => (SENTENCES.has(key) ? undefined : item));

function outcome(act, view) {
  try {
    const made = act();
    return [textOf([made, view(made.record)]), made.record];
  } catch (error) {
    const isRefusal = error instanceof TypeError && error.message.startsWith('mx-member: ');
    return [isRefusal ? 'refused' : 'broken', null];
  }
}

/** What comes out of a vector, step by step. */
function* outcomesOf({ begin, step, recover, recordView }, { input, steps }) {
  let [text, record] = outcome(() => begin(input), recordView);
  yield text;
  for (const one of steps) {
    // A record from outside is checked when it is first seen.
    const from = one.record ? structuredClone(one.record) : record;
    const act = () => ('event' in one ? step(from, one.event) : recover(from));
    const [after, next] = outcome(act, recordView);
    yield after;
    record = next ?? record;
  }
}

/** All vectors, by their ids. */
const readVectors = () =>
  new Map(
    readdirSync(SPEC, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.json'))
      .sort()
      .map((path) => JSON.parse(readFileSync(join(SPEC, path), 'utf8')))
      .map((vector) => [vector.id, vector]),
  );

/** The machine and the vectors. The first time in a run no mutant may be active, because what comes out then is right. */
export async function loadVectors(outcomesFile, onLoaded = () => undefined) {
  const vectors = readVectors();
  const machine = await import(MACHINE);
  onLoaded();
  if (!existsSync(outcomesFile)) {
    const made = [...vectors].map(([id, vector]) => [id, [...outcomesOf(machine, vector)]]);
    writeFileSync(outcomesFile, JSON.stringify(made));
  }
  const right = new Map(JSON.parse(readFileSync(outcomesFile, 'utf8')));
  return {
    ids: [...vectors.keys()],
    /** Whether a vector comes out as it did without a mutant. */
    isPassed(id) {
      const expected = right.get(id);
      let index = 0;
      for (const text of outcomesOf(machine, vectors.get(id))) {
        if (text !== expected[index]) return false;
        index += 1;
      }
      return true;
    },
  };
}
