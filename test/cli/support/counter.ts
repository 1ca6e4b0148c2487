import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Parts of a line of `conformance`: vectors about counting, and an implementation of them that can misbehave. */

export const at = (path: string): string =>
  fileURLToPath(new URL(`./conformance/${path}`, import.meta.url));
export const VECTORS = `--vectors ${at('vectors')}`;
export const COUNTER = `-- ${process.execPath} ${at('counter.ts')}`;
