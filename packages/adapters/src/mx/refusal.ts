import { faultOfStatus, retryAfterOf } from '@mx-member/http/web';
import { MxError } from '@mx-member/machine/step';
import { errorCodeIn } from './decode.ts';

/** `error.error_code` of a body, in the form that a member's page has it in; of the rest of the body nothing is kept. */
function codeIn(body: string): number | undefined {
  try {
    return errorCodeIn(Object(JSON.parse(body)).error);
  } catch {
    return undefined;
  }
}

/** MX's id of the request: a word for a log, or `undefined`. */
export function requestIdOf(headers: Headers): string | undefined {
  const id = headers.get('x-request-id') ?? '';
  return /^[\w.:/=+-]{1,128}$/.test(id) ? id : undefined;
}

/** The error for a response that is not a success, from MX or from something on the way to it. It can be made more than once. */
export async function refusalError(response: Response): Promise<MxError> {
  const { status, headers } = response;
  const retryAfter = retryAfterOf(headers);
  const requestId = requestIdOf(headers);
  const errorCode = codeIn(await response.text());
  return new MxError(faultOfStatus(status), {
    status,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(requestId !== undefined && { requestId }),
    ...(errorCode !== undefined && { errorCode }),
  });
}
