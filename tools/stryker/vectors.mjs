import { readdirSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// The specification's vectors, run in this process. They say everything that must come of them, and `vectors.lock` has a hash of each.

const VECTORS = 'packages/machine/spec/vectors';
const HEALTH_VECTORS = 'packages/machine/spec/health/vectors.json';
const SOURCES = pathToFileURL('packages/machine/src/').href;

// A machine that is loaded with a query is one of its own: its modules pass the query on to what they import.
registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    const { parentURL = '' } = context;
    const isInside = parentURL.startsWith(SOURCES) && resolved.url.startsWith(SOURCES);
    return isInside ? { ...resolved, url: resolved.url + new URL(parentURL).search } : resolved;
  },
});

let loaded = 0;

/** The machine, loaded as if for the first time. */
export async function loadMachine() {
  loaded += 1;
  const [steps, health] = await Promise.all(
    ['step', 'health'].map((name) => import(`${SOURCES}${name}-entry.ts?loaded=${loaded}`)),
  );
  return { ...steps, ...health };
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** All vectors of the lifecycle and of health, by their ids. */
export const readVectors = () =>
  new Map([
    ...readdirSync(VECTORS, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.json'))
      .sort()
      .map((path) => readJson(join(VECTORS, path)))
      .map((vector) => [vector.id, vector]),
    ...readJson(HEALTH_VECTORS).map((vector) => [`health/${vector.id}`, vector]),
  ]);

const SENTENCES = new Set(['message', 'meaning', 'advice']);
const isFields = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON without sentences, with the keys in alphabetical order. */
const textOf = (value) =>
  JSON.stringify(value, (key, item) => {
    if (SENTENCES.has(key)) return undefined;
    if (!isFields(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });

/** What a vector says must come of it, step by step: a step has the fields that change. */
export function* expectedOf({ health, begin, steps }) {
  if (health !== undefined) return yield textOf(health);
  let [context, view] = [{}, {}];
  for (const { record, refused, state, effects, ...changed } of [begin, ...steps]) {
    if (refused) yield 'refused';
    else {
      context = { ...(record?.context ?? context), ...changed.context };
      view = { ...view, ...changed.view };
      yield textOf({ state, effects, context, view });
    }
  }
}

function outcome(act, viewOf) {
  try {
    const { record, effects } = act();
    const { state, context } = record;
    return [textOf({ state, effects, context, view: viewOf(record) }), record];
  } catch (error) {
    const isRefusal = error instanceof TypeError && error.message.startsWith('mx-member: ');
    return [isRefusal ? 'refused' : 'broken', null];
  }
}

function* healthOf({ connectionHealth }, { page, at, rules }) {
  yield textOf(connectionHealth(page, at, rules));
}

function* lifecycleOf({ begin, step, recover, recordView }, { input, steps }) {
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

/** What comes out of a vector, step by step. */
export const outcomesOf = (machine, vector) =>
  'page' in vector ? healthOf(machine, vector) : lifecycleOf(machine, vector);
