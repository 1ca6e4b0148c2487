/** The types of the machine, by role. */
export * from './types/input.ts';
export * from './types/lifecycle.ts';
export * from './types/mx.ts';
export * from './types/record.ts';
