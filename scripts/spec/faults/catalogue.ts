import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The catalogue of faults, from `catalogue.md`: what an implementation can get wrong, by rule, in words. */

export interface CataloguedFault {
  /** The rule that it breaks and a name, as `V1-old-trusted`. */
  readonly name: string;
  readonly rule: string;
  /** What the wrong implementation does. */
  readonly text: string;
}

/** What the vectors say about a fault. */
export interface Noticed {
  /** The shortest vectors of its rule that notice it. */
  readonly by: readonly string[];
  /** How many vectors of its rule notice it. */
  readonly own: number;
  /** How many vectors notice it. */
  readonly all: number;
}

/** The rule that a fault breaks: its name begins with it. */
export const ruleOf = (fault: string): string => fault.split('-')[0] ?? '';

const textOf = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

const FAULT = /^- `([A-Z]\d+-[a-z\d-]+)`: (.+)$/gm;
const STAYS = /^- \*\*([A-Z]\d+)\*\* stays: (.+)$/gm;

const CATALOGUE = textOf('catalogue.md');

export const CATALOGUED: readonly CataloguedFault[] = [...CATALOGUE.matchAll(FAULT)].map(
  ([, name = '', text = '']) => ({ name, rule: ruleOf(name), text }),
);

/** Why a rule stays that has no fault which its own vectors alone notice. */
export const REASONS_TO_STAY: ReadonlyMap<string, string> = new Map(
  [...CATALOGUE.matchAll(STAYS)].map(([, rule = '', reason = '']) => [rule, reason]),
);

/** What `pnpm faults --matrix` has found last. */
export const MATRIX: Readonly<Record<string, Noticed>> = JSON.parse(textOf('matrix.json'));
