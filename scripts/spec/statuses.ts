import {
  ADVICE,
  ERROR_CODES,
  FAULT_CODES,
  FAULTS,
  STATUSES,
} from '../../packages/machine/src/index.ts';
import { MACHINE_FAILURES } from '../../packages/machine/src/mx/faults.ts';

/** The tables that rules refer to, as data. */
export interface StatusTables {
  readonly statuses: readonly { readonly name: string | null }[];
  readonly errorCodes: readonly { readonly code: number }[];
  readonly otherErrorCodes: object;
  readonly failures: object;
  readonly nextSteps: object;
  readonly faults: readonly { readonly code: string }[];
}

export const statusTables = (): StatusTables => ({
  statuses: Object.entries(STATUSES).map(([name, { atRest, ...row }]) => ({
    name: name === 'null' ? null : name,
    ...row,
    isReadByMx: atRest.isReadByMx,
    mayStart: atRest.mayStart,
  })),
  errorCodes: Object.entries(ERROR_CODES).map(([code, { atRest: _, ...row }]) => ({
    code: Number(code),
    ...row,
  })),
  otherErrorCodes: { reason: 'unavailable', nextStep: 'tryLater' },
  failures: MACHINE_FAILURES,
  nextSteps: ADVICE,
  faults: FAULT_CODES.map((code) => {
    const { endsAfter, failure, message } = FAULTS[code];
    const { reason, nextStep } = failure;
    return { code, isFatal: endsAfter === 1, reason, nextStep, message };
  }),
});
