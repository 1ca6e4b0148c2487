import {
  type ConnectionHealth,
  HEALTH_RULE_NAMES,
  type HealthRuleName,
  type HealthRules,
  type MemberPage,
} from '../data/health.ts';
import { CONDITIONS, Facts, LOOKS } from './facts.ts';
import { type Choice, HEALTH_RULES, type HealthRule } from './rules.ts';

const HOUR = 3_600_000;

/** The default limits. */
export const DEFAULT_HEALTH_RULES: HealthRules = {
  overdueAfter: 48 * HOUR,
  upToDateFor: 24 * HOUR,
  stuckAfter: 24 * HOUR,
  throttle: 3 * HOUR,
  lookAfterSuccess: 25 * HOUR,
  lookEvery: 6 * HOUR,
};

const GONE: ConnectionHealth = {
  connectionStatus: null,
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
/** In order. The last rule always applies. */
const NAMES = HEALTH_RULE_NAMES.filter(isRuleOfPage);

const holds = (facts: Facts, { when }: HealthRule): boolean =>
  when.some(
    ({ leadsTo, statusLeadsTo, all = [], not = [] }) =>
      (leadsTo === undefined || facts.leadsTo(leadsTo)) &&
      (statusLeadsTo === undefined || statusLeadsTo === facts.row?.leadsTo) &&
      all.every((name) => CONDITIONS[name](facts)) &&
      !not.some((name) => CONDITIONS[name](facts)),
  );

const ruleOf = (facts: Facts) =>
  NAMES.find((name) => holds(facts, HEALTH_RULES[name])) as (typeof NAMES)[number];

function chosen<Value extends string | null>(facts: Facts, choice: Choice<Value>): Value {
  if (typeof choice !== 'object' || choice === null) return choice;
  return CONDITIONS[choice.if](facts) ? choice.yes : chosen(facts, choice.no);
}

/** An unknown status may be one in which a start locks the account, so a start is not allowed. */
const mayStartAtRest = ({ row }: Facts): ConnectionHealth['mayStart'] => row?.mayStart ?? 'never';

/** The time of the last success. `null` if there was none, or MX does not say. */
const dataOf = ({ success }: Facts): number | null => (Number.isFinite(success) ? success : null);

/**
 * Returns whether a bank connection is healthy, who has to act, and what to do next. It is a pure function: the same
 * page at the same time gives the same result. It starts nothing and sends nothing.
 *
 * @param page The member page. Pass `null` after MX has answered 404 twice, at least 3 s apart. A single 404 may be a
 *   lagging replica.
 * @param at The current time, in ms since 1970.
 * @param rules Replaces limits of {@link HealthRules}.
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
  const { status, issue, who, action, mayStart: start, look } = HEALTH_RULES[rule];
  const mayStart = start ?? mayStartAtRest(facts);
  const data = dataOf(facts);
  const lookIn = LOOKS[look](facts);
  return {
    connectionStatus: page.reading.connectionStatus,
    status,
    issue: chosen(facts, issue),
    who: chosen(facts, who),
    action: chosen(facts, action),
    isReadByMx: CONDITIONS.isReadByMx(facts),
    mayStart,
    // A success in the future is a clock that differs.
    startFrom:
      mayStart === 'never' || data === null ? null : Math.min(data, at) + facts.rules.throttle,
    dataOf: data,
    lookAt: lookIn === null ? null : at + lookIn,
    rule,
  };
}
