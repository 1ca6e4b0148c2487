import { responseError } from '@mx-member/http/web';
import type { MxError } from '@mx-member/machine/step';
import { errorCodeOf } from './decode.ts';

/** `error.error_code` of a body, in the form that a member's page has it in; of the rest of the body nothing is kept. */
function codeIn(body: string): number | undefined {
  try {
    return errorCodeOf(Object(JSON.parse(body)).error);
  } catch {
    return undefined;
  }
}

/** The error for a response that is no success. It can be made more than once. */
export const refusalError = async (response: Response): Promise<MxError> =>
  responseError(response, codeIn(await response.text()));
