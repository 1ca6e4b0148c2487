/** `@mx-member/connect/repair`: opens a member that is broken without a login, and shows how connections are doing. */

export {
  type ActionOfUser,
  REPAIR_MESSAGES,
  type RepairMessages,
} from '../messages/repair-english.ts';
export { createRepair, type RepairConnection, type RepairOptions } from './create-repair.ts';
export { type HealthRowOptions, healthRow } from './health-row.ts';
export type { RepairInstitution } from './rest-screen.ts';
export { type HealthSummary, healthSummary, type SummaryOptions } from './summary.ts';
export { toElement } from './to-element.ts';
