import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Files, PARTS, type Part } from './parts.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Remembers what each part was made from, so that nothing is made twice. */
const CACHE = 'node_modules/.cache/generate.json';

interface Made {
  /** A hash of the inputs and of the made files. */
  readonly hash: string;
  readonly paths: readonly string[];
}
type Cache = Readonly<Record<string, Made>>;

/** The text of a file; `null` if there is none. */
function textAt(path: string): string | null {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return null;
  }
}

/** The files of a folder, or the file itself. */
function filesIn(path: string): readonly string[] {
  if (!statSync(join(ROOT, path)).isDirectory()) return [path];
  return readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .flatMap(({ name }) => filesIn(`${path}/${name}`));
}

/** A hash of files: their paths and their texts. A missing file counts too. */
function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of new Set(paths)) hash.update(JSON.stringify([path, textAt(path)]));
  return hash.digest('hex');
}

const hashOfPart = ({ inputs = [] }: Part, made: readonly string[]): string =>
  hashOf([...inputs.flatMap(filesIn).sort(), ...made]);

const readCache = (): Cache => JSON.parse(textAt(CACHE) ?? '{}');

function writeAt(path: string, text: string): void {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
}

/** The paths that git ignores. */
export function ignored(paths: readonly string[]): ReadonlySet<string> {
  const { stdout, error } = spawnSync('git', ['check-ignore', '-z', '--stdin', '--no-index'], {
    cwd: ROOT,
    input: paths.join('\0'),
    encoding: 'utf8',
  });
  if (error) throw error;
  return new Set(stdout.split('\0'));
}

/** The files in the folder of a part that are not made any more. */
const leftIn = ({ owns }: Part, files: Files): readonly string[] =>
  owns
    ? filesIn(owns.folder).filter(
        (path) => !owns.besides.some((end) => path.endsWith(end)) && !files.has(path),
      )
    : [];

/** The files that a part would change: their texts, and `null` for a file to remove. */
export const changesOf = (part: Part, files: Files): ReadonlyMap<string, string | null> =>
  new Map<string, string | null>([
    ...[...files].filter(([path, text]) => textAt(path) !== text),
    ...leftIn(part, files).map((path) => [path, null] as const),
  ]);

/** Writes one part, unless neither its inputs nor its files have changed. @returns The paths that were written or removed. */
async function generatePart(name: string, part: Part, isCi: boolean): Promise<readonly string[]> {
  const last = readCache()[name];
  if (part.inputs && last?.hash === hashOfPart(part, last?.paths ?? [])) return [];
  const files = await part.make();
  const all = [...changesOf(part, files)];
  const mayWrite = isCi ? ignored(all.map(([path]) => path)) : null;
  const changes = all.filter(([path]) => mayWrite?.has(path) ?? true);
  for (const [path, text] of changes)
    if (text === null) rmSync(join(ROOT, path));
    else writeAt(path, text);
  const paths = [...files.keys()];
  const made = { hash: hashOfPart(part, paths), paths };
  writeAt(CACHE, JSON.stringify({ ...readCache(), [name]: made }));
  return changes.map(([path]) => path);
}

/** What was written, and the parts that could not be made. */
export interface Generated {
  readonly written: readonly string[];
  readonly errors: readonly Error[];
}

/**
 * Writes the parts whose inputs have changed.
 * @param names The names of parts.
 * @param isCi In CI only files that git ignores are written. A test compares the other files.
 */
export async function generate(names: readonly string[], isCi: boolean): Promise<Generated> {
  const written: string[] = [];
  const errors: Error[] = [];
  for (const name of names) {
    const part = PARTS[name];
    if (!part)
      throw new Error(`No part has the name ${name}. Expected: ${Object.keys(PARTS).join(', ')}.`);
    try {
      written.push(...(await generatePart(name, part, isCi)));
    } catch (error) {
      errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return { written, errors };
}
