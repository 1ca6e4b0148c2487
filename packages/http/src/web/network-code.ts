import { TimeoutError } from './timeout.ts';

/** A code of a system or of a runtime. Anything else of an error may quote a secret. */
const CODE = /^[A-Z][A-Z0-9_]{2,59}$/;

/** Why a request had no response: the code of the error or of its cause, such as `ENOTFOUND`. `TIMEOUT` after our own time limit. */
export function networkCode(thrown: unknown): string | undefined {
  if (thrown instanceof TimeoutError) return 'TIMEOUT';
  const { code, cause } = Object(thrown);
  return [Object(cause).code, code].find((one) => CODE.test(String(one)));
}
