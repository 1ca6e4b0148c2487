import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vector } from '../vector.ts';
import { type Noticed, ruleOf } from './catalogue.ts';
import { killers, outcomesOf } from './kills.ts';
import { switchOn } from './switch.ts';
import { SWITCHES } from './switches/all.ts';

/** Puts each fault into the machine and sees which vectors notice. Import `open.ts` before. */

const VECTORS = join(import.meta.dirname, '../../../packages/machine/spec/vectors');

const vectors: readonly Vector[] = readdirSync(VECTORS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.json'))
  .sort()
  .map((path) => JSON.parse(readFileSync(join(VECTORS, path), 'utf8')));

/** Every fault that can be put into the machine. */
export const NAMES: readonly string[] = Object.keys(SWITCHES);

const right = await outcomesOf(vectors);

/** How many vectors of its rule the matrix names for a fault. */
const NAMED = 3;

/** What notices one fault among some vectors, at most so many. */
async function noticedIn(
  fault: string,
  among: readonly Vector[],
  most = among.length,
): Promise<readonly Vector[]> {
  const undo = await switchOn(SWITCHES[fault] ?? []);
  const found = new Set<string>();
  try {
    for await (const id of killers(among, right)) if (found.add(id).size >= most) break;
  } finally {
    undo();
  }
  return among.filter(({ id }) => found.has(id));
}

const isOf = (rule: string) => (vector: Vector) => vector.rules.includes(rule);

/** The first vector of its rule that notices each fault; `null` for none. */
export async function firstKills(): Promise<Readonly<Record<string, string | null>>> {
  const kills: Record<string, string | null> = {};
  for (const fault of NAMES) {
    const [first] = await noticedIn(fault, vectors.filter(isOf(ruleOf(fault))), 1);
    kills[fault] = first?.id ?? null;
  }
  return kills;
}

const stepsOf = ({ steps }: Vector) => steps.length;

/** What all vectors say about each fault. */
export async function matrix(): Promise<Readonly<Record<string, Noticed>>> {
  const made: Record<string, Noticed> = {};
  for (const fault of NAMES) {
    const noticed = await noticedIn(fault, vectors);
    const own = noticed.filter(isOf(ruleOf(fault)));
    const shortest = own.toSorted((a, b) => stepsOf(a) - stepsOf(b));
    made[fault] = {
      by: shortest.slice(0, NAMED).map(({ id }) => id),
      own: own.length,
      all: noticed.length,
    };
  }
  return made;
}
