/** `@mx-member/connect/repair`: repairs a broken connection, and shows the health of connections. Opening it starts no login. */

export type {
  ActionOfUser,
  RepairMessages,
} from '../messages/repair-english.ts';
export { createRepair, type RepairConnection, type RepairOptions } from './create-repair.ts';
export { healthRow, healthSummary, type SummaryOptions } from './summary.ts';
export { toElement } from './to-element.ts';
