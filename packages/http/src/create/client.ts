import { createCalls, HOST_ERRORS } from '../client.ts';
import type { ClientOptions } from '../web/json-client.ts';
import type { CreateAndStartRequest } from './create-and-start.ts';
import type { CreationView } from './view.ts';

/** In ms. It is long because MX can take a while, and the server searches for the member after a lost reply. */
const DEFAULT_TIMEOUT = 60_000;

/** Creates members at a server. */
export interface CreationClient {
  /**
   * Creates a member. If the reply is lost (`unreachable`), repeat the call with the same `id`: at most one login
   * happens.
   *
   * @throws {HostError} like `createAndStart` on the server. `unreachable` when the server cannot be reached.
   * @throws {MxError} when MX has refused the request.
   */
  create(
    request: Omit<CreateAndStartRequest, 'mx' | 'host' | 'userGuid'>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<CreationView>;
  /** Reads the result of a creation. @throws {HostError} `notFound` for an unknown id. */
  read(
    request: { readonly id: string },
    options?: { readonly signal?: AbortSignal },
  ): Promise<CreationView>;
}

const STATES: readonly unknown[] = [
  'following',
  'creating',
  'needsCredentials',
  'conflict',
] satisfies readonly CreationView['state'][];

function toCreation(reply: unknown): CreationView {
  if (STATES.includes(Object(reply).state)) return reply as CreationView;
  throw new TypeError();
}

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
