import { MxError } from '@mx-member/machine/step';
import { basicAuth } from '../http/basic.ts';

/** True if a text, without the white space around it, can be a key. */
export const isKey = (text: string): boolean => /^\P{Cc}+$/u.test(text);

type Fetch = (request: Request) => Promise<Response>;

async function read(apiKey: () => string | Promise<string>): Promise<string> {
  try {
    const key = (await apiKey()).trim();
    if (isKey(key)) return key;
  } catch {
    // What it failed with may quote the key.
  }
  throw new MxError('unreachable', {
    message: 'The API key could not be read: the function apiKey failed or returned no key.',
  });
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
