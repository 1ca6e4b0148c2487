import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { CliError, fileError } from '../common/errors.ts';
import type { SubjectRequest } from './subject.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** The expected result of a step. */
export type Expected =
  | {
      readonly state: string;
      /** All effects, in order. */
      readonly effects: readonly unknown[];
      /** The fields of the view that change. All other fields must stay the same. */
      readonly view?: Fields;
      /** The fields of the record's context that change. */
      readonly context?: Fields;
    }
  /** The step is refused. */
  | { readonly refused: true }
  /** For the experimental part about health. */
  | { readonly health: Fields };

/** An event, or a recovery from the record after a crash. */
export type VectorStep = ({ readonly event: unknown } | { readonly recover: true }) & {
  /** A record to use instead of the last record of the implementation. */
  readonly record?: unknown;
} & Expected;

/** One behaviour of a member, in the format of `vector.schema.json`. */
export interface Vector {
  readonly id: string;
  /** One sentence. */
  readonly description: string;
  /** The numbers of the rules that it tests. */
  readonly rules: readonly string[];
  readonly input: unknown;
  /** The first request, if it is not `begin` with the input. */
  readonly request?: SubjectRequest;
  readonly begin: Expected;
  readonly steps: readonly VectorStep[];
  /** The file that it comes from. Absent for a vector of {@link PACKED_VECTORS}. */
  readonly file?: string;
  /** The vector as text, in {@link PACKED_VECTORS}. Absent if it was not written as text. */
  readonly text?: string;
}

/** The vectors of one folder. */
export interface Topic {
  readonly name: string;
  readonly vectors: readonly Vector[];
}

/** The directory of the experimental part about the health of a connection. */
export const healthPart = (): string =>
  fileURLToPath(new URL('.', import.meta.resolve('@mx-member/machine/spec/health/README.md')));

/** How many vectors there are. */
export const sizeOf = (topics: readonly Topic[]): number =>
  topics.reduce((sum, { vectors }) => sum + vectors.length, 0);

/** The directory of the specification. */
export const specification = (): string =>
  fileURLToPath(new URL('.', import.meta.resolve('@mx-member/machine/spec/README.md')));

/** All vectors in one file beside the command line, one a line. A package has it, and a clone does not. */
export const PACKED_VECTORS = fileURLToPath(new URL('../../vectors.ndjson.gz', import.meta.url));

/** The vectors of the machine: in a clone the directory of the specification, in a package {@link PACKED_VECTORS}. */
export function shippedVectors(): string {
  const directory = join(specification(), 'vectors');
  return existsSync(directory) ? directory : PACKED_VECTORS;
}

/** What a file of text contains. @throws {CliError} if it cannot be read, or `parse` fails. */
function parsedFile<Value>(path: string, parse: (text: string) => Value): Value {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch {
    throw new CliError(`${path} is not JSON.`);
  }
}

const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');

/** The lines of such a file. @throws {CliError} if it cannot be read. */
function packedLines<Line>(path: string): readonly (Line & { readonly topic: string })[] {
  try {
    return linesOf(gunzipSync(readFileSync(path)).toString()).map((line) => JSON.parse(line));
  } catch {
    throw new CliError(
      `--vectors: ${path} is not a file of vectors. Expected: gzip, with a vector on each line, such as the package’s vectors.ndjson.gz.`,
    );
  }
}

/** The vectors of the lifecycle in such a file. */
function readPacked(path: string): readonly Topic[] {
  const vectors = packedLines<Vector>(path);
  const topics = new Set(vectors.map(({ topic }) => topic));
  for (const other of [HEALTH_TOPIC, REFUSALS_TOPIC]) topics.delete(other);
  return [...topics].map((name) => ({
    name,
    vectors: vectors.filter(({ topic }) => topic === name),
  }));
}

/** The topics in {@link PACKED_VECTORS} that are beside the vectors of the lifecycle. */
export const HEALTH_TOPIC = 'health';
export const REFUSALS_TOPIC = 'refusals';

/** A vector about health, in the format of its `vectors.json`. */
interface HealthVector extends Fields {
  readonly id: string;
  readonly rule: string;
  readonly health: Fields;
}

/** The vectors about health, from the specification in a clone, or from {@link PACKED_VECTORS} in a package. */
function healthVectors(directory: string): readonly HealthVector[] {
  const path = join(directory, 'vectors.json');
  return existsSync(path)
    ? parsedFile(path, JSON.parse)
    : packedLines<HealthVector>(PACKED_VECTORS).filter(({ topic }) => topic === HEALTH_TOPIC);
}

/** Reads the vectors about health. Each is one request. @throws {CliError} if they cannot be read. */
export const readHealth = (directory: string = healthPart()): readonly Topic[] => [
  {
    name: HEALTH_TOPIC,
    vectors: healthVectors(directory).map(({ id, rule, health, topic: _, ...input }) => ({
      ...{ id, input, steps: [] },
      request: { do: 'health', ...(input as { readonly page: unknown; readonly at: number }) },
      description: 'the health of a connection',
      rules: [rule],
      begin: { health },
    })),
  },
];

/** A line of `refusals.ndjson`. */
type RefusalLine = { readonly id: string } & Exclude<SubjectRequest, { do: 'health' }>;

/** The requests that must be refused, from the specification in a clone, or from {@link PACKED_VECTORS} in a package. */
function refusalLines(directory: string): readonly RefusalLine[] {
  const path = join(directory, 'refusals.ndjson');
  if (!existsSync(path))
    return packedLines<RefusalLine>(PACKED_VECTORS).filter(({ topic }) => topic === REFUSALS_TOPIC);
  return parsedFile(path, (text) => linesOf(text).map((line) => JSON.parse(line)));
}

/** Reads the requests that must be refused, as vectors of one request. @throws {CliError} if they cannot be read. */
export const readRefusals = (directory: string = specification()): readonly Topic[] => [
  {
    name: REFUSALS_TOPIC,
    vectors: refusalLines(directory).map(({ id, ...request }) => ({
      id,
      description: 'what breaks a constraint of a schema is refused',
      rules: ['record' in request && !id.startsWith('event') ? 'R4' : 'R5'],
      input: 'input' in request ? request.input : null,
      request,
      begin: { refused: true },
      steps: [],
    })),
  },
];

function readVector(path: string): Vector {
  const vector = parsedFile<Partial<Vector> | null>(path, JSON.parse);
  // The schema checks the rest when vectors are made.
  if (typeof vector?.id === 'string' && vector.begin && Array.isArray(vector.steps))
    return { description: '', rules: [], ...vector, file: path } as Vector;
  throw new CliError(`${path} is not a vector. Expected: "id", "begin" and "steps".`);
}

const sorted = (entries: readonly Dirent[]): string[] => entries.map(({ name }) => name).sort();

/**
 * Reads all vectors of a directory, with a folder for each topic and a file for each vector, or of a file such as
 * {@link PACKED_VECTORS}.
 * @throws {CliError} if there are none, or one is malformed.
 */
export function readTopics(directory: string): readonly Topic[] {
  const entriesOf = (path: string) => {
    try {
      return readdirSync(path, { withFileTypes: true });
    } catch (error) {
      throw fileError('vectors', path, { done: 'read', error });
    }
  };
  const isFile = statSync(directory, { throwIfNoEntry: false })?.isDirectory() === false;
  if (isFile) return readPacked(directory);
  const topics = sorted(entriesOf(directory).filter((entry) => entry.isDirectory())).map((name) => {
    const files = entriesOf(join(directory, name)).filter((entry) => entry.name.endsWith('.json'));
    return { name, vectors: sorted(files).map((file) => readVector(join(directory, name, file))) };
  });
  if (sizeOf(topics) > 0) return topics;
  throw new CliError(
    `--vectors: ${directory} has no vectors. Expected: a folder for each topic, with .json files. In a clone, pnpm generate makes them.`,
  );
}

/**
 * The text of a vector, and where it is, as `path:line`: the lines that its file was made from. `null` if no text has it.
 * @param file The JSON file of the vector.
 */
export function writtenTextOf(
  file: string,
): { readonly place: string; readonly text: string } | null {
  const path = `${dirname(file)}.txt`;
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    const index = lines.indexOf(`=== ${basename(file, '.json')}`);
    if (index < 0) return null;
    const rest = lines.slice(index);
    const end = rest.findIndex((line) => line.trim() === '');
    const text = rest.slice(0, end < 0 ? undefined : end).join('\n');
    return { place: `${path}:${index + 1}`, text };
  } catch {
    return null;
  }
}

/**
 * The vector with this id; otherwise the vectors that have this text in their id, or test the rule with this number.
 * @throws {CliError} if there are none.
 */
export function filterTopics(topics: readonly Topic[], text: string): readonly Topic[] {
  const isOne = topics.some(({ vectors }) => vectors.some(({ id }) => id === text));
  const fits = ({ id, rules }: Vector) =>
    isOne ? id === text : id.includes(text) || rules.includes(text);
  const found = topics
    .map(({ name, vectors }) => ({ name, vectors: vectors.filter(fits) }))
    .filter(({ vectors }) => vectors.length > 0);
  if (found.length > 0) return found;
  throw new CliError(
    `--filter: no vector has "${text}" in its id, and no vector tests a rule with that number.`,
  );
}

/**
 * Reads the ids of vectors that may fail: one per line, `#` begins a comment.
 * @throws {CliError} if the file cannot be read.
 */
export function readKnownFailing(path: string): ReadonlySet<string> {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    const ids = lines.map((line) => line.replace(/#.*/, '').trim());
    return new Set(ids.filter((id) => id !== ''));
  } catch (error) {
    throw fileError('known-failing', path, { done: 'read', error });
  }
}

/** @throws {CliError} that names the first of these ids that no vector has. */
export function assertKnown(ids: ReadonlySet<string>, topics: readonly Topic[]): void {
  const existing = new Set(topics.flatMap(({ vectors }) => vectors.map(({ id }) => id)));
  const stray = [...ids].find((id) => !existing.has(id));
  if (stray !== undefined)
    throw new CliError(`--known-failing: unknown vector ${JSON.stringify(stray)}.`);
}

/** A page of a directory of vectors. Vectors can also run without it; then it is empty. */
export function readPage(directory: string, name: 'README.md' | 'rules.md'): string {
  try {
    return readFileSync(join(directory, name), 'utf8');
  } catch {
    return '';
  }
}

const RULE = /^\| \[([A-Z]\d+)\]\([^)|]*\) *\| ([^|]+)\|/gmu;

/** What each rule is about by its number, from the index in a directory. */
export const readRules = (directory: string): ReadonlyMap<string, string> =>
  new Map(
    [...readPage(directory, 'rules.md').matchAll(RULE)].map(([, number = '', title = '']) => [
      number,
      title.trim(),
    ]),
  );
