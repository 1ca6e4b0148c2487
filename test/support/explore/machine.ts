import { begin, stepUnchecked } from '../../../packages/machine/src/chart/step.ts';
import type {
  MemberInput,
  MemberRecord,
  Step,
  StepEvent,
} from '../../../packages/machine/src/index.ts';
import { onRecovery } from '../../../packages/machine/src/memory/memory.ts';
import { resumableRecord } from '../../../packages/machine/src/memory/resumable.ts';

/** What is searched: the machine, or the machine with a mistake around it (`mutants`). */
export interface Machine {
  readonly begin: (input: MemberInput) => Step;
  readonly step: (record: MemberRecord, event: StepEvent) => Step;
  /** The record with which another process goes on after a crash. It polls. */
  readonly recover: (record: MemberRecord) => MemberRecord;
}

/** Without the checks of records and events, because the search makes good ones alone. */
export const MACHINE: Machine = {
  begin,
  step: stepUnchecked,
  recover: ({ state, context }) => {
    const rested = resumableRecord(state, context);
    return { ...rested, context: onRecovery(rested.context) };
  },
};
