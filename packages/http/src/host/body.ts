import {
  isJson,
  parseJson,
  readText,
  TimeoutError,
  TooLongError,
  withTimeout,
} from '../web/index.ts';
import { Refusal } from './problems.ts';

/** How the body of a request is read: within limits of time and memory. */

const tooLarge = (limit: number) =>
  new Refusal('too-large', `Send at most ${limit} bytes.`, { connection: 'close' });

/**
 * The JSON of a request.
 * @param limit In bytes.
 * @throws {Refusal} for what is no JSON, too long or too slow.
 */
export async function readJson(request: Request, limit: number, ms: number): Promise<unknown> {
  // A form of another site cannot send this type, so it cannot use the user's cookies.
  if (!isJson(request))
    throw new Refusal('not-json', 'Send JSON, with the content type application/json.');
  const length = Number(request.headers.get('content-length'));
  if (length > limit) throw tooLarge(limit);
  let text: string;
  try {
    text = await withTimeout(ms, (signal) => readText(request.body, limit, signal), request.signal);
  } catch (thrown) {
    request.signal.throwIfAborted();
    if (thrown instanceof TooLongError) throw tooLarge(limit);
    if (thrown instanceof TimeoutError)
      throw new Refusal('too-slow', 'The body did not arrive in time.', { connection: 'close' });
    throw new Refusal('invalid', 'The body broke off.');
  }
  const json = parseJson(text);
  if (json === undefined) throw new Refusal('invalid', 'The body must be JSON.');
  return json;
}
