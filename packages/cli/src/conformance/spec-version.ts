import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of the specification that a command follows, beside the version that the vectors are of. */
export interface SpecVersions {
  readonly command: string;
  readonly vectors: string;
}

/** A version as `spec.json` has it: three numbers. */
const VERSION = /^\d+\.\d+\.\d+$/;

export const isSpecVersion = (text: string): boolean => VERSION.test(text);

/** The version of the specification in a directory; `null` where it has no `spec.json`. */
export function specVersionOf(directory: string): string | null {
  try {
    const { version } = JSON.parse(readFileSync(join(directory, 'spec.json'), 'utf8'));
    return typeof version === 'string' && isSpecVersion(version) ? version : null;
  } catch {
    return null;
  }
}

/** Which of two versions is later: above 0 if the first is, below 0 if the second is, else 0. */
function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((text) => text.split('.').map(Number));
  const steps = [0, 1, 2].map((place) => (left?.[place] ?? 0) - (right?.[place] ?? 0));
  return steps.find((step) => step !== 0) ?? 0;
}

/** How the version of a command is beside the vectors: `older`, `newer` or `same`. */
export function ageOfCommand({ command, vectors }: SpecVersions): 'older' | 'newer' | 'same' {
  const age = compareVersions(command, vectors);
  if (age === 0) return 'same';
  return age < 0 ? 'older' : 'newer';
}

const SENTENCES = {
  same: () => '',
  older: ({ command, vectors }: SpecVersions) =>
    `The command follows specification ${command}, which is older than the vectors (${vectors}): read what has changed in CHANGELOG.md of the specification.`,
  newer: ({ command, vectors }: SpecVersions) =>
    `The command follows specification ${command}, which is newer than the vectors (${vectors}): run the vectors of its version too.`,
};

/** A line for people; `''` where both are the same. */
export const versionSentence = (versions: SpecVersions): string =>
  SENTENCES[ageOfCommand(versions)](versions);
