import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

type Command = readonly [string, ...string[]];

/** What `conformance.json` in the folder of an implementation says of it. All commands are run in that folder. */
export interface Implementation {
  readonly folder: string;
  /** The folder as docs/another-language.md links to it. */
  readonly source: string;
  readonly name: string;
  /** The version of the specification that it was written for, and passes. */
  readonly spec: string;
  /** Prints the version of what runs it. */
  readonly version: Command;
  readonly build: readonly Command[];
  /** Its own tests. */
  readonly tests: readonly Command[];
  /** The program that speaks the protocol; `null` is the machine of this repository. */
  readonly command: Command | null;
  /** What it supports beyond what every implementation has. */
  readonly features: readonly string[];
}

const SPECIFICATION = join(import.meta.dirname, '../../packages/machine/spec/spec.json');
const FOLDER = join(import.meta.dirname, '../../implementations');

/** All implementations, by the name of their folder. */
export const implementations = (): readonly Implementation[] =>
  readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      folder: join(FOLDER, name),
      source: `../implementations/${name}`,
      ...JSON.parse(readFileSync(join(FOLDER, name, 'conformance.json'), 'utf8')),
    }));

/** The machine of this repository, which has its tests elsewhere. */
export const MACHINE: Implementation = {
  folder: join(import.meta.dirname, '../../packages/machine'),
  source: '../packages/machine',
  name: 'TypeScript, the machine',
  spec: JSON.parse(readFileSync(SPECIFICATION, 'utf8')).version,
  version: [process.execPath, '-p', '"Node " + process.version'],
  build: [],
  tests: [],
  command: null,
  features: ['oauth', 'sealed', 'after', 'recover', 'health'],
};
