/** `@mx-member/machine/health`: the health of a connection, for programs that keep members for years. Experimental. */

export { connectionHealth, DEFAULT_HEALTH_RULES } from './health/health.ts';
export { CODES_AT_REST, STATUSES_AT_REST, type StatusAtRest } from './health/tables.ts';
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
} from './health/types.ts';
export { HEALTH_WORDS, type HealthWords } from './health/words.ts';
