/** `@mx-member/machine/health`: the health of a connection, for programs that keep members for years. Experimental. */

export type {
  ConnectionHealth,
  HealthRuleName,
  HealthRules,
  MemberPage,
} from './data/health.ts';
export { connectionHealth } from './health/health.ts';
export { HEALTH_WORDS } from './health/words.ts';
