import { FAULTS, MxError } from '@mx-member/machine/step';

type Details = ConstructorParameters<typeof MxError>[1];

/** The error of the MX client for what MX has refused: the sentence of its code, and what else it says. */
export const refusal = (code: MxError['code'], details: Details): MxError =>
  new MxError(code, { message: FAULTS[code].message, ...details });
