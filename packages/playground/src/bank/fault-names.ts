/** What can be made to go wrong. */
export const FAULT_NAMES = ['slow', 'away', 'rate', 'lost'] as const;
export type FaultName = (typeof FAULT_NAMES)[number];
