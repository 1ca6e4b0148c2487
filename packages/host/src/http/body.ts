import { Refusal } from './problems.ts';
import { within } from './within.ts';

/** How the body of a request is read: within limits of time and memory. */

const tooLarge = (limit: number) =>
  new Refusal('too-large', `Send at most ${limit} bytes.`, { connection: 'close' });

async function readText(request: Request, limit: number, signal: AbortSignal): Promise<string> {
  if (Number(request.headers.get('content-length')) > limit) throw tooLarge(limit);
  if (!request.body) return '';
  const reader = request.body.getReader();
  const leave = () => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', leave);
  try {
    const decoder = new TextDecoder();
    const texts: string[] = [];
    let length = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return texts.join('') + decoder.decode();
      length += value.byteLength;
      if (length > limit) {
        leave();
        throw tooLarge(limit);
      }
      texts.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

const isJson = (request: Request): boolean =>
  /^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '');

/**
 * The JSON of a request.
 * @param limit In bytes.
 * @throws {Refusal} for what is no JSON, too long or too slow.
 */
export async function readJson(request: Request, limit: number, ms: number): Promise<unknown> {
  // A form of another site cannot send this type, so it cannot use the user's cookies.
  if (!isJson(request))
    throw new Refusal('not-json', 'Send JSON, with the content type application/json.');
  const late = new Refusal('too-slow', 'The body did not arrive in time.', { connection: 'close' });
  let text: string;
  try {
    text = await within(ms, [request.signal], late, (signal) => readText(request, limit, signal));
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    request.signal.throwIfAborted();
    throw new Refusal('invalid', 'The body broke off.');
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words would quote the text.
    throw new Refusal('invalid', 'The body must be JSON.');
  }
}
