import type { CreationClient, CreationView } from '@mx-member/machine/hosting';
import { createCalls, HOST_ERRORS, replyWith } from '../client.ts';
import type { ClientOptions } from '../web/json-client.ts';

/** In ms. It is long because MX can take a while, and the server searches for the member after a lost reply. */
const DEFAULT_TIMEOUT = 60_000;

const toCreation = replyWith<CreationView>({ state: 'string' });

/**
 * Creates a client of `createHostHandler` or `createMembersHandler`. `url` is the part before `/creations`; in a page it may be relative. If
 * the server acts for many users, end it with `/users/{userGuid}`.
 *
 * @throws {TypeError} when an option is wrong.
 */
export function connectCreations(options: ClientOptions): CreationClient {
  const all = { timeout: DEFAULT_TIMEOUT, ...options };
  const ask = createCalls('connectCreations', all, HOST_ERRORS);
  return {
    create: ({ id, ...body }, { signal } = {}) =>
      ask('create', { parameters: { id }, body, signal }, toCreation),
    read: ({ id }, { signal } = {}) =>
      ask('readCreation', { parameters: { id }, signal }, toCreation),
  };
}
