import { Refusal } from './problems.ts';

/** Limits of what a request may take: time, and memory. */

/**
 * Waits for a task, but no longer than `ms`, and not when the caller has left.
 * @throws {Refusal} the one that is given when the time is up; the reason of `outer`; whatever the task throws.
 */
export async function within<Result>(
  ms: number,
  outer: AbortSignal,
  late: Refusal,
  task: (signal: AbortSignal) => Result | Promise<Result>,
): Promise<Result> {
  outer.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const leave = () => controller.abort(outer.reason);
  const timer = setTimeout(() => controller.abort(late), ms);
  outer.addEventListener('abort', leave);
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  try {
    return await Promise.race([ended, (async () => task(signal))()]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', leave);
  }
}

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
    text = await within(ms, request.signal, late, (signal) => readText(request, limit, signal));
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
