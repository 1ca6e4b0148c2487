import { AT } from '../../../packages/cli/src/conformance/text/health.ts';
import {
  type ConnectionHealth,
  connectionHealth,
  type HealthRules,
  type MemberPage,
} from '../../../packages/machine/src/health-entry.ts';
import { ERROR_CODES, STATUSES } from '../../../packages/machine/src/index.ts';
import { HEALTH_ROWS } from './rules.ts';
import { type HealthText, healthTexts, parsePage } from './text.ts';

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
function written({ name, page, rules, expected, came }: HealthText): HealthVector {
  if (came !== expected)
    throw new Error(
      `health ${name}: expected\n${expected}\nbut it is\n${came}\nIf it is meant to be so: pnpm generate --rewrite, and read the difference.`,
    );
  return vectorOf(name, page, rules);
}

/** How old the data is, in the words of a page. */
const AGES: Readonly<Record<string, string>> = {
  recent: '',
  old: ' succeeded=-60h started=-60h',
  never: ' succeeded=never started=never',
};

/** Each status and each code, with data of each age. */
function generated(): readonly HealthVector[] {
  return Object.entries(AGES).flatMap(([age, words]) => [
    ...Object.keys(STATUSES).map((name) =>
      vectorOf(`${name.toLowerCase()}-${age}`, parsePage(`${name} idle${words}`).page),
    ),
    ...Object.keys(ERROR_CODES).map((code) =>
      vectorOf(`code-${code}-${age}`, parsePage(`CONNECTED idle error=${code}${words}`).page),
    ),
  ]);
}

/** All vectors: those that a person wrote, and the tables. */
export const healthVectors = (): readonly HealthVector[] => [
  ...healthTexts().map(written),
  ...generated(),
];
