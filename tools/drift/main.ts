/**
 * Compares MX's OpenAPI files with the operations that the client and the simulator use: `pnpm drift -- <folder>`. With
 * `--write` it saves the files as snapshots for later comparisons.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drift, writeSnapshots } from './drift.ts';
import { usedOperations } from './uses.ts';

const USAGE = "Usage: pnpm drift -- [--write] <folder with MX's OpenAPI files>";

function run(): { readonly exitCode: number; readonly text: string } {
  const args = process.argv.slice(2).filter((one) => one !== '--');
  let given: ReturnType<typeof parseArgs>;
  try {
    given = parseArgs({ args, options: { write: { type: 'boolean' } }, allowPositionals: true });
  } catch {
    return { exitCode: 2, text: USAGE };
  }
  const { positionals, values } = given;
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) return { exitCode: 2, text: USAGE };
  const snapshots = join(import.meta.dirname, 'snapshots');
  const options = { folder, snapshots, operations: usedOperations() };
  return values.write ? writeSnapshots(options) : drift(options);
}

const { exitCode, text } = run();
(exitCode === 2 ? console.error : console.log)(text);
process.exitCode = exitCode;
