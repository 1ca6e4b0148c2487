import {
  type ConnectionHealth,
  connectionHealth,
  type HealthRules,
  type MemberPage,
} from '../../../packages/machine/src/health-entry.ts';
import { ERROR_CODES, STATUSES } from '../../../packages/machine/src/index.ts';
import { AT, ago, CASES, type HealthCase, type PagePart, pageOf } from './cases.ts';
import { HEALTH_ROWS } from './rules.ts';

/** What a page must say at a moment. */
export interface HealthVector {
  readonly id: string;
  /** The number of the rule that decides. */
  readonly rule: string;
  readonly page: MemberPage | null;
  readonly at: number;
  readonly rules?: Partial<HealthRules>;
  readonly health: ConnectionHealth;
}

const NUMBERS = new Map<string, string>(HEALTH_ROWS.map(({ id, rule }) => [rule, id]));

function vectorOf(id: string, page: MemberPage | null, rules?: Partial<HealthRules>): HealthVector {
  const health = connectionHealth(page, AT, rules);
  const rule = NUMBERS.get(health.rule) ?? '';
  return { id, rule, page, at: AT, ...(rules && { rules }), health };
}

/** @throws {Error} when the machine does not do what is written. */
function written({ id, rule, page, rules, says }: HealthCase): HealthVector {
  const vector = vectorOf(id, page, rules);
  const expected: Partial<ConnectionHealth> = { ...says, rule };
  for (const [name, value] of Object.entries(expected)) {
    const got = vector.health[name as keyof ConnectionHealth];
    if (got !== value)
      throw new Error(`health ${id}: ${name} is ${String(got)}, and must be ${String(value)}`);
  }
  return vector;
}

const AGES: Readonly<Record<string, PagePart>> = {
  recent: {},
  old: { successfullyAggregatedAt: ago(60), aggregatedAt: ago(60) },
  never: { successfullyAggregatedAt: null, aggregatedAt: null },
};

/** Each status and each code, with data of each age. */
function generated(): readonly HealthVector[] {
  const statuses = Object.keys(STATUSES).map((name) => (name === 'null' ? null : name));
  return Object.entries(AGES).flatMap(([age, part]) => [
    ...statuses.map((connectionStatus) =>
      vectorOf(
        `${String(connectionStatus).toLowerCase()}-${age}`,
        pageOf({ ...part, connectionStatus }),
      ),
    ),
    ...Object.keys(ERROR_CODES).map((code) =>
      vectorOf(`code-${code}-${age}`, pageOf({ ...part, errorCode: Number(code) })),
    ),
  ]);
}

/** All vectors: those that a person wrote, and the tables. */
export const healthVectors = (): readonly HealthVector[] => [...CASES.map(written), ...generated()];
