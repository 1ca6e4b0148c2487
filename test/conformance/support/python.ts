import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'implementations', 'python');
const MISSING = 'There is no python3 in the path, so the implementation in Python is not tested.';

/** The program that speaks the protocol. `python3 -B` leaves no compiled files behind. */
export const MAIN = join(FOLDER, 'main.py');

const listed = spawnSync(
  'python3',
  ['-B', '-c', 'from mx_member import faults; print(*faults.NAMES)'],
  {
    cwd: FOLDER,
    encoding: 'utf8',
  },
);

/** Whether it can run: `test.skipIf(!hasPython)`. With `CI` set it must. */
export const hasPython = listed.error === undefined;

if (!hasPython && process.env.CI) throw new Error(MISSING);
if (!hasPython) console.warn(`Skipped: ${MISSING}`);

/** The names of the faults that can be switched on with `--fault`. */
export const faults: readonly string[] = hasPython ? listed.stdout.trim().split(' ') : [];
