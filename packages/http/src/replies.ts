import { HOST_ERROR_CODES, HostError, type HostErrorCode } from '@mx-member/machine/hosting';
import { MxError } from '@mx-member/machine/step';
import { readProblem } from './problems.ts';

/** What a client throws for a request that was not done. */

/** What an HTTP status says where something else than the handler has answered. */
const codeOf = (status: number): HostErrorCode =>
  status === 401 ? 'signedOut' : status === 403 ? 'forbidden' : 'unreachable';

/** The error for a response that a host would not give. */
export const notAHost = (status: number): HostError =>
  new HostError(
    codeOf(status),
    `Something else than a host has answered (HTTP ${status}). Check the address.`,
  );

/** The error for a response that is not a success. */
export function errorOf(response: Response, body: unknown): Error {
  const problem = readProblem(response, body);
  if (problem?.fault)
    return new MxError(problem.fault, { ...problem.wait, message: String(problem.detail) });
  const code = HOST_ERROR_CODES.find((one) => one === problem?.code);
  return code ? new HostError(code, String(problem?.detail)) : notAHost(response.status);
}

/** A request that did not get a response, or whose response says something else than a host would. */
export function failureOf(thrown: unknown): HostError {
  // What else is thrown may quote a header.
  const { code, message } = thrown instanceof MxError ? thrown : new MxError('unreachable');
  return new HostError(code === 'badReturn' ? 'invalid' : 'unreachable', message);
}
