import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CliError } from '../common/errors.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** What must be the case after a step. */
export type Expected =
  | {
      readonly state: string;
      /** All of them, in their order. */
      readonly effects: readonly unknown[];
      /** The fields of the view that are other than before; all others must be as they were. */
      readonly view?: Fields;
      /** The same of the context of the record. */
      readonly context?: Fields;
    }
  /** It is ignored, and nothing has changed. */
  | { readonly refused: true }
  /** Of the experimental part about health. */
  | { readonly health: Fields };

/** Something happens, or the process has died and goes on from its record. */
export type VectorStep = ({ readonly event: unknown } | { readonly recover: true }) & {
  /** GivenOptions in place of the record that the implementation gave last. */
  readonly record?: unknown;
} & Expected;

/** One behaviour of a member, as `vector.schema.json` has it. */
export interface Vector {
  readonly id: string;
  /** One sentence. */
  readonly description: string;
  /** Numbers of the rules that it tests. */
  readonly rules: readonly string[];
  readonly input: unknown;
  readonly begin: Expected;
  readonly steps: readonly VectorStep[];
  /** The file that it was read from. */
  readonly file?: string;
}

/** Vectors of one folder. */
export interface Topic {
  readonly name: string;
  readonly vectors: readonly Vector[];
}

/** The directory of the experimental part about the health of a connection. */
export const healthPart = (): string =>
  fileURLToPath(new URL('.', import.meta.resolve('@mx-member/machine/spec/health/README.md')));

/** A vector about health, as `vectors.json` of that part has it. */
interface HealthVector extends Fields {
  readonly id: string;
  readonly rule: string;
  readonly health: Fields;
}

/** The vectors about health: each is one question. @throws {CliError} when they cannot be read. */
export function readHealth(directory: string): readonly Topic[] {
  const path = join(directory, 'vectors.json');
  let vectors: readonly HealthVector[];
  try {
    vectors = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new CliError(`--health: ${path} cannot be read as JSON.`);
  }
  return [
    {
      name: 'health',
      vectors: vectors.map(({ id, rule, health, ...input }) => ({
        ...{ id, input, steps: [] },
        description: 'the health of a connection',
        rules: [rule],
        begin: { health },
      })),
    },
  ];
}

/** How many vectors there are. */
export const sizeOf = (topics: readonly Topic[]): number =>
  topics.reduce((sum, { vectors }) => sum + vectors.length, 0);

/** The directory of those that come with the machine. */
export const shippedVectors = (): string =>
  fileURLToPath(new URL('vectors/', import.meta.resolve('@mx-member/machine/spec/README.md')));

function readVector(path: string): Vector {
  let vector: Partial<Vector> | null;
  try {
    vector = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new CliError(`${path} is not JSON.`);
  }
  // The rest of it is checked by the schema, where vectors are made.
  if (typeof vector?.id === 'string' && vector.begin && Array.isArray(vector.steps))
    return { description: '', rules: [], ...vector, file: path } as Vector;
  throw new CliError(`${path} is not a vector: "id", "begin" and "steps" are expected.`);
}

const sorted = (entries: readonly Dirent[]): string[] => entries.map(({ name }) => name).sort();

/**
 * Reads all vectors of a directory: a folder for each topic, a file for each vector.
 * @throws {CliError} when there are none, or one is not to be understood.
 */
export function readTopics(directory: string): readonly Topic[] {
  const entriesOf = (path: string) => {
    try {
      return readdirSync(path, { withFileTypes: true });
    } catch {
      throw new CliError(`--vectors: ${path} cannot be read as a directory.`);
    }
  };
  const topics = sorted(entriesOf(directory).filter((entry) => entry.isDirectory())).map((name) => {
    const files = entriesOf(join(directory, name)).filter((entry) => entry.name.endsWith('.json'));
    return { name, vectors: sorted(files).map((file) => readVector(join(directory, name, file))) };
  });
  if (sizeOf(topics) > 0) return topics;
  throw new CliError(
    `--vectors: ${directory} holds no vectors. Expected: a folder for each topic, with .json files.`,
  );
}

/**
 * The vectors that have this text in their id, or test the rule with this number.
 * @throws {CliError} when there are none.
 */
export function filterTopics(topics: readonly Topic[], text: string): readonly Topic[] {
  const found = topics
    .map(({ name, vectors }) => ({
      name,
      vectors: vectors.filter(({ id, rules }) => id.includes(text) || rules.includes(text)),
    }))
    .filter(({ vectors }) => vectors.length > 0);
  if (found.length > 0) return found;
  throw new CliError(`--filter: no vector has "${text}" in its id, and none tests a rule of it.`);
}

/**
 * The ids of vectors that may fail: one a line, `#` begins a comment.
 * @throws {CliError} when the file cannot be read, or names a vector that there is not.
 */
export function readKnownFailing(path: string, topics: readonly Topic[]): ReadonlySet<string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new CliError(`--known-failing: ${path} cannot be read.`);
  }
  const ids = text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
  const existing = new Set(topics.flatMap(({ vectors }) => vectors.map(({ id }) => id)));
  const stray = ids.find((id) => !existing.has(id));
  if (stray === undefined) return new Set(ids);
  throw new CliError(`--known-failing: there is no vector ${JSON.stringify(stray)}.`);
}

const RULE = /^\s*[-|] *\*\*([A-Z]\d+)\*\*[\s|:]*(.+?)\s*\|?$/gmu;

/**
 * What each rule says, by its number, from the README in a directory. Without one, nothing is known of the rules, and the
 * vectors can be run all the same.
 */
export function readRules(directory: string): ReadonlyMap<string, string> {
  let text = '';
  try {
    text = readFileSync(join(directory, 'README.md'), 'utf8');
  } catch {
    // Then there is none.
  }
  return new Map(
    [...text.matchAll(RULE)].map(([, number = '', sentence = '']) => [number, sentence]),
  );
}
