import { HOST_ERROR_CODES, HostError, type HostErrorCode } from '@mx-member/machine/hosting';
import { MxError } from '@mx-member/machine/step';
import { readProblem } from './problems.ts';

/** What a client throws for a request that was not done. */

/** What an HTTP status says where something else than the handler has answered. */
const codeOf = (status: number): HostErrorCode =>
  status === 401 ? 'signedOut' : status === 403 ? 'forbidden' : 'unreachable';

const UNREACHABLE = 'The host could not be reached. Check its address, and try again.';
/** The error for a response that is not a success. */
export function errorOf(response: Response, body: unknown): Error {
  const problem = readProblem(response, body);
  if (problem?.fault) return new MxError(problem.fault, problem.wait);
  const code = HOST_ERROR_CODES.find((one) => one === problem?.code);
  return code
    ? new HostError(code, String(problem?.detail))
    : new HostError(
        codeOf(response.status),
        `Something else than a host has answered (HTTP ${response.status}). Check the address.`,
      );
}

/** A request that did not get a response, or whose response says something else than a host would. */
export function failureOf(thrown: unknown): Error {
  const isHeader = thrown instanceof MxError && thrown.code === 'badReturn' && thrown.path;
  return isHeader
    ? new HostError('invalid', thrown.message)
    : new HostError('unreachable', UNREACHABLE);
}
