import { badHeader, basicAuth } from '@mx-member/http/web';
import { MxError } from '@mx-member/machine/step';
import { isKey } from './connection.ts';

type Fetch = (request: Request) => Promise<Response>;

/** The error of `apiKey` may quote the key, so it is dropped. */
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
    'The function apiKey did not return a key: it must return a text that is not empty and has no control characters.',
  );
}

/** Asks for the key before each request. The time limit of the request includes the wait for the key. */
export const withKey =
  (
    clientId: string,
    apiKey: () => string | Promise<string>,
    fetch: Fetch = (request) => globalThis.fetch(request),
  ): Fetch =>
  async (request) => {
    request.headers.set('authorization', basicAuth(clientId, await read(apiKey)));
    request.signal.throwIfAborted(); // The caller may have aborted meanwhile.
    return fetch(request);
  };
