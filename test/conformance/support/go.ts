import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'implementations', 'go');
const GO = 'go';
const MISSING = 'go is not in the path, so the implementation in Go is not tested.';

/** Whether it can run: `test.skipIf(!hasGo)`. With `CI` set it must. */
export const hasGo = spawnSync(GO, ['version']).error === undefined;

if (!hasGo && process.env.CI) throw new Error(MISSING);
if (!hasGo) console.warn(`Skipped: ${MISSING}`);

/** Builds it so that faults can be switched on with `--fault`, and asks which. */
export function buildWithFaults(program: string) {
  const build = ['build', '-tags', 'faults', '-o', program, './cmd/mxmember'];
  const { stderr } = spawnSync(GO, build, { cwd: FOLDER, encoding: 'utf8' });
  const { stdout, error } = spawnSync(program, ['--faults'], { encoding: 'utf8' });
  if (error) throw new Error(stderr);
  return { program, faults: stdout.trim().split(' ') };
}
