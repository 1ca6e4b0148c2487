import { HOST_ERROR_CODES, HostError, type HostErrorCode } from '@mx-member/machine/hosting';
import { MxError } from '@mx-member/machine/step';
import { readProblem } from './problems.ts';

/** The errors of a client. */

/** The meaning of an HTTP status if the response does not come from the handler. */
const codeOf = (status: number): HostErrorCode =>
  status === 401 ? 'signedOut' : status === 403 ? 'forbidden' : 'unreachable';

/** The error for a response that does not come from a host. */
export const notAHost = (status: number): HostError =>
  new HostError(
    codeOf(status),
    `The response does not come from a host (HTTP ${status}). Check the address.`,
  );

/** The error for an unsuccessful response. */
export function errorOf(response: Response, body: unknown): Error {
  const problem = readProblem(response, body);
  if (problem?.fault)
    return new MxError(problem.fault, { ...problem.wait, message: String(problem.detail) });
  const code = HOST_ERROR_CODES.find((one) => one === problem?.code);
  return code ? new HostError(code, String(problem?.detail)) : notAHost(response.status);
}

/** The error for a request without a valid response. */
export function failureOf(thrown: unknown): HostError {
  // Any other error may quote a header.
  const { code, message } = thrown instanceof MxError ? thrown : new MxError('unreachable');
  return new HostError(code === 'badReturn' ? 'invalid' : 'unreachable', message);
}
