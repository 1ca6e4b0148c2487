import { begin, stepUnchecked } from '../../../packages/machine/src/chart/step.ts';
import type {
  MemberInput,
  MemberRecord,
  Step,
  StepEvent,
} from '../../../packages/machine/src/index.ts';
import { onRecovery } from '../../../packages/machine/src/memory/memory.ts';
import { resumableRecord } from '../../../packages/machine/src/memory/resumable.ts';

/** The machine to search: the real one, or one with a deliberate mistake (`mutants`). */
export interface Machine {
  readonly begin: (input: MemberInput) => Step;
  readonly step: (record: MemberRecord, event: StepEvent) => Step;
  /** The record from which another process continues after a crash. It polls first. */
  readonly recover: (record: MemberRecord) => MemberRecord;
}

/** Records and events are not checked, because the search makes only valid ones. */
export const MACHINE: Machine = {
  begin,
  step: stepUnchecked,
  recover: ({ state, context }) => {
    const rested = resumableRecord(state, context);
    return { ...rested, context: onRecovery(rested.context) };
  },
};
