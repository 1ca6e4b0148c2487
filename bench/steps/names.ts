/** The names of the measurements in the table. */

/** The same poll, by each implementation. */
export const STEP = 'step, a poll while a job runs';
export const STEP_NEW = 'step, with a record seen first';
export const STEP_UNCHECKED = 'stepUnchecked';
export const TRANSITION = "XState's transition";
export const LIFECYCLE = 'begin and seven steps: a lifecycle';
