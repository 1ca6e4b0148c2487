import { Facts } from './facts.ts';
import { HEALTH_RULES } from './rules.ts';
import {
  type ConnectionHealth,
  HEALTH_RULE_NAMES,
  type HealthRuleName,
  type HealthRules,
  type MayStart,
  type MemberPage,
} from './types.ts';

const HOUR = 3_600_000;

/** The limits, unless you give others. */
export const DEFAULT_HEALTH_RULES: HealthRules = {
  overdueAfter: 48 * HOUR,
  upToDateFor: 24 * HOUR,
  stuckAfter: 24 * HOUR,
  throttle: 3 * HOUR,
  lookAfterSuccess: 25 * HOUR,
  lookEvery: 6 * HOUR,
};

const GONE: ConnectionHealth = {
  status: 'over',
  issue: 'gone',
  who: 'nobody',
  action: 'none',
  isReadByMx: false,
  mayStart: 'never',
  startFrom: null,
  dataOf: null,
  lookAt: null,
  rule: 'gone',
};

const isRuleOfPage = (name: HealthRuleName): name is Exclude<HealthRuleName, 'gone'> =>
  name !== 'gone';
/** In order. The last one holds always. */
const NAMES = HEALTH_RULE_NAMES.filter(isRuleOfPage);

const ruleOf = (facts: Facts) => NAMES.find((name) => HEALTH_RULES[name].holds(facts)) ?? 'unknown';

function isReadByMx({ page, row }: Facts): boolean {
  return (
    row?.isReadByMx === true &&
    !page.isManual &&
    page.isManagedByUser &&
    !page.userIsDisabled &&
    !page.backgroundAggregationIsDisabled &&
    page.reading.needsUpdatedCredentials !== true
  );
}

/** A status that nobody knows may be one after which a start locks the account. */
const mayStartAtRest = ({ row }: Facts): MayStart => row?.mayStart ?? 'never';

/** The moment of the last success; `null` when there was none, or MX does not say. */
const dataOf = ({ success }: Facts): number | null => (Number.isFinite(success) ? success : null);

/**
 * Whether a bank connection is healthy, who has to act, and what to do next. Pure: the same page at the same moment gives the
 * same health. It says what is true, starts nothing, and sends nothing.
 *
 * @param page The member page; `null` when MX has answered 404 twice, at least 3 s apart. A single 404 is no proof.
 * @param at Now, in ms since 1970.
 * @param rules Limits in place of {@link DEFAULT_HEALTH_RULES}.
 *
 * @example
 * ```ts
 * const health = connectionHealth(await mx.readMember({ member }), Date.now());
 * if (health.who === 'user') show(health.action);
 * ```
 */
export function connectionHealth(
  page: MemberPage | null,
  at: number,
  rules: Partial<HealthRules> = {},
): ConnectionHealth {
  if (page === null) return GONE;
  const facts = new Facts(page, at, { ...DEFAULT_HEALTH_RULES, ...rules });
  const rule = ruleOf(facts);
  const { lookIn, mayStart = mayStartAtRest(facts), ...found } = HEALTH_RULES[rule].find(facts);
  const data = dataOf(facts);
  return {
    ...found,
    isReadByMx: isReadByMx(facts),
    mayStart,
    startFrom: mayStart === 'never' || data === null ? null : data + facts.rules.throttle,
    dataOf: data,
    lookAt: lookIn === null ? null : at + lookIn,
    rule,
  };
}
