/** `@mx-member/machine/health`: the health of a connection, for programs that keep members for years. Experimental. */

export {
  type ConnectionHealth,
  HEALTH_RULE_NAMES,
  type HealthAction,
  type HealthActor,
  type HealthIssue,
  type HealthRuleName,
  type HealthRules,
  type HealthStatus,
  type MayStart,
  type MemberPage,
} from './data/health.ts';
export { connectionHealth, DEFAULT_HEALTH_RULES } from './health/health.ts';
export { HEALTH_WORDS, type HealthWords } from './health/words.ts';
