import { badHeader, basicAuth } from '@mx-member/http/web';
import { MxError } from '@mx-member/machine/step';

/** True if a text, without the white space around it, can be a key. */
export const isKey = (text: string): boolean => /^\P{Cc}+$/u.test(text);

type Fetch = (request: Request) => Promise<Response>;

/** What it failed with may quote the key. */
async function ask(apiKey: () => unknown): Promise<unknown> {
  try {
    return await apiKey();
  } catch {
    throw new MxError('unreachable', {
      message: 'The API key could not be read: the function apiKey failed.',
    });
  }
}

async function read(apiKey: () => unknown): Promise<string> {
  const given = await ask(apiKey);
  const key = typeof given === 'string' ? given.trim() : '';
  if (isKey(key)) return key;
  throw badHeader(
    'apiKey',
    'The function apiKey returned no key: it must be a text that is not empty and has no control characters.',
  );
}

/** Asks for the key before each request, within its time limit. */
export const withKey =
  (
    clientId: string,
    apiKey: () => string | Promise<string>,
    fetch: Fetch = (request) => globalThis.fetch(request),
  ): Fetch =>
  async (request) => {
    request.headers.set('authorization', basicAuth(clientId, await read(apiKey)));
    request.signal.throwIfAborted(); // The caller may have left meanwhile: then nothing is sent.
    return fetch(request);
  };
