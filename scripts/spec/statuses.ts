import {
  ADVICE,
  ERROR_CODES,
  FAULT_CODES,
  OWN_ENDS,
  STATUSES,
} from '../../packages/machine/src/index.ts';
import { faultMessage } from '../../packages/machine/src/port.ts';

/** The tables that rules refer to, as data. */
export const statusTables = (): unknown => ({
  statuses: Object.entries(STATUSES).map(([name, row]) => ({
    name: name === 'null' ? null : name,
    ...row,
  })),
  errorCodes: Object.entries(ERROR_CODES).map(([code, row]) => ({ code: Number(code), ...row })),
  otherErrorCodes: { reason: 'unavailable', nextStep: 'tryLater' },
  ends: OWN_ENDS,
  nextSteps: ADVICE,
  faults: FAULT_CODES.map((code) => ({ code, meaning: faultMessage(code) })),
});
