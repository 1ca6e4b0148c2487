import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Arguments for `conformance`: vectors about counting, and an implementation that can misbehave. */

export const at = (path: string): string =>
  fileURLToPath(new URL(`./conformance/${path}`, import.meta.url));
export const VECTORS = `--vectors ${at('vectors')}`;
export const COUNTER = `-- ${process.execPath} ${at('counter.ts')}`;
