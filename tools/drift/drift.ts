import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { compare } from './compare.ts';
import { type Facts, factsOf } from './facts.ts';
import { report } from './report.ts';
import { fromSnapshot, type Snapshot, toSnapshot } from './snapshot.ts';

/** The versions of MX that the client and the simulator support. */
const VERSIONS = ['v20111101', 'v20250224'];

/** Exit code 0: nothing that we use has changed. 1: something has changed. 2: the folder does not have MX's files. */
export interface DriftResult {
  readonly exitCode: 0 | 1 | 2;
  readonly text: string;
}

export interface DriftOptions {
  /** A folder with MX's files `v20111101.yml` and `v20250224.yml`, or with a folder `openapi` that has them. */
  readonly folder: string;
  /** The folder of the snapshots. */
  readonly snapshots: string;
  /** The operations that we use, such as `GET /users/{}`. */
  readonly operations: ReadonlySet<string>;
}

const isVersion = (name: string): boolean => /^(v|rc)\d{8}\.ya?ml$/.test(name);

function filesIn(
  folder: string,
): { readonly at: string; readonly names: readonly string[] } | null {
  for (const at of [join(folder, 'openapi'), folder]) {
    const names = existsSync(at) ? readdirSync(at).filter(isVersion) : [];
    if (names.length > 0) return { at, names };
  }
  return null;
}

/** The facts of each version with a file. A sentence if a version is missing or is not an OpenAPI file. */
function read(folder: string): ReadonlyMap<string, Facts> | string {
  const found = filesIn(folder);
  if (!found)
    return `${folder} has no files of MX's API. Name a folder with ${VERSIONS.map((one) => `${one}.yml`).join(' and ')}, such as a clone of github.com/mxenabled/openapi.`;
  const facts = new Map<string, Facts>();
  for (const name of found.names) {
    const file = join(found.at, name);
    const version = name.replace(/\..*/, '');
    try {
      const read = factsOf(parse(readFileSync(file, 'utf8')));
      if (read.size === 0) return `${file} has no operations: it is not an OpenAPI file.`;
      facts.set(version, read);
    } catch {
      return `${file} cannot be read as YAML.`;
    }
  }
  const missing = VERSIONS.find((version) => !facts.has(version));
  return missing ? `${found.at} has no ${missing}.yml.` : facts;
}

const snapshotFile = (snapshots: string, version: string): string =>
  join(snapshots, `${version}.json`);

/** Compares MX's files with the snapshots. */
export function drift({ folder, snapshots, operations }: DriftOptions): DriftResult {
  const now = read(folder);
  if (typeof now === 'string') return { exitCode: 2, text: now };
  const compared = VERSIONS.map((version) => {
    const snapshot = JSON.parse(readFileSync(snapshotFile(snapshots, version), 'utf8')) as Snapshot;
    const changes = compare(fromSnapshot(snapshot), now.get(version) ?? new Map(), operations);
    return { text: report(version, changes), breaks: changes.some((one) => one.breaks) };
  });
  const others = [...now.keys()].filter((version) => !VERSIONS.includes(version));
  const text = [
    ...compared.map((one) => one.text),
    ...others.map((version) => `${version}: a version that the client does not support.`),
  ].join('\n');
  return { exitCode: compared.some((one) => one.breaks) ? 1 : 0, text };
}

/** Writes MX's files as the new snapshots. */
export function writeSnapshots({ folder, snapshots, operations }: DriftOptions): DriftResult {
  const now = read(folder);
  if (typeof now === 'string') return { exitCode: 2, text: now };
  for (const version of VERSIONS) {
    const snapshot = toSnapshot(now.get(version) ?? new Map(), operations);
    writeFileSync(snapshotFile(snapshots, version), `${JSON.stringify(snapshot, null, 1)}\n`);
  }
  return { exitCode: 0, text: `${snapshots}: ${VERSIONS.length} files written.` };
}
