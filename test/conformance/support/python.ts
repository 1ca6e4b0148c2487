import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'implementations', 'python');
const MISSING = 'python3 is not in the path, so the Python implementation is not tested.';

/** The program that speaks the protocol. `python3 -B` does not write compiled files. */
export const MAIN = join(FOLDER, 'main.py');

const listed = spawnSync(
  'python3',
  ['-B', '-c', 'from mx_member import faults; print(*faults.NAMES)'],
  {
    cwd: FOLDER,
    encoding: 'utf8',
  },
);

/** Whether Python can run: use `test.skipIf(!hasPython)`. With `CI` set, Python is required. */
export const hasPython = listed.error === undefined;

if (!hasPython && process.env.CI) throw new Error(MISSING);
if (!hasPython) console.warn(`Skipped: ${MISSING}`);

/** The names of the faults for `--fault`. */
export const faults: readonly string[] = hasPython ? listed.stdout.trim().split(' ') : [];
