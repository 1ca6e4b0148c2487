/** The faults that can be turned on. */
export const FAULT_NAMES = ['slow', 'away', 'rate', 'lost'] as const;
export type FaultName = (typeof FAULT_NAMES)[number];
