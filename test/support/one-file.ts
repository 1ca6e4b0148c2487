import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkTopics } from '../../packages/cli/src/conformance/check.ts';
import { replyOf, type Subject } from '../../packages/cli/src/conformance/subject.ts';
import { readTopics, shippedVectors } from '../../packages/cli/src/conformance/vectors.ts';
import { play, type StepFile } from './play-vectors.ts';

/** The files to copy, as `pnpm generate` has made them. */
export const FOLDER = join(import.meta.dirname, '../../dist/one-file');
export const textOf = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

/** Loads one of the files, or a text of one. */
export const load = <Module>(name: string, folder = FOLDER): Promise<Module> =>
  import(/* @vite-ignore */ pathToFileURL(join(folder, name)).href);

/** All vectors. */
export const VECTORS = readTopics(shippedVectors()).flatMap(({ vectors }) => vectors);

/** The vectors that a file does not pass, with the first difference. */
export async function failedVectors(file: StepFile): Promise<string[]> {
  const names: string[] = [];
  for (const vector of VECTORS) {
    const replies: unknown[] = JSON.parse(JSON.stringify(play(file, vector)));
    const subject: Subject = {
      ask: async () => replyOf(replies.shift()),
      close: async () => {},
    };
    const topic = { name: vector.id, vectors: [vector] };
    for await (const { failure } of checkTopics([topic], subject))
      if (failure) names.push(`${vector.id}: ${JSON.stringify(failure.differences)}`);
  }
  return names;
}
