/** The types of the machine, by topic. */
export * from './input.ts';
export * from './lifecycle.ts';
export * from './platform.ts';
export * from './record.ts';
export * from './step.ts';
