import { begin, stepUnchecked } from '../../../packages/machine/src/chart/step.ts';
import type { MemberRecord } from '../../../packages/machine/src/index.ts';
import { onRecovery } from '../../../packages/machine/src/memory/memory.ts';
import { resumableRecord } from '../../../packages/machine/src/memory/resumable.ts';

/** The machine to search. Records and events are not checked, because the search makes only valid ones. */
export const MACHINE = {
  begin,
  step: stepUnchecked,
  /** The record from which another process continues after a crash. It polls first. */
  recover: ({ state, context }: MemberRecord): MemberRecord => {
    const rested = resumableRecord(state, context);
    return { ...rested, context: onRecovery(rested.context) };
  },
};
