import { compile } from './compile.ts';
import { generated } from './generated.ts';
import { statuses } from './status-vectors.ts';
import { textVectors } from './text/sources.ts';
import type { Vector } from './vector.ts';

/**
 * All vectors of the lifecycle.
 * @throws {Error} if the machine does not do what the sources of the vectors say, or if two vectors have the same id.
 */
export function vectors(): readonly Vector[] {
  const all = [...textVectors(), ...[...statuses, ...generated()].map(compile)];
  const ids = all.map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length > 0) throw new Error(`more than one vector is called ${twice.join(', ')}`);
  return all;
}
