import { HostError } from '@mx-member/machine/hosting';
import { requestOf } from '../addresses.ts';
import { errorOf, failureOf } from '../replies.ts';
import { type ClientOptions, createJsonClient } from '../web/json-client.ts';
import { throwIfAborted } from '../web/timeout.ts';
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

/**
 * Creates a client of `createHostHandler` or `createMembersHandler`. `url` is the part before `/creations`; in a page it may be relative. If
 * the server acts for many users, end it with `/users/{userGuid}`.
 *
 * @throws {TypeError} when an option is wrong.
 */
export function connectCreations(options: ClientOptions): CreationClient {
  const send = createJsonClient('connectCreations', { timeout: DEFAULT_TIMEOUT, ...options });

  async function ask(
    action: 'create' | 'readCreation',
    id: string,
    body: object | undefined,
    signal: AbortSignal | undefined,
  ): Promise<CreationView> {
    const call = requestOf(action, { parameters: { id }, ...(body && { body }) });
    const [response, reply] = await send({ ...call, signals: [signal] }).catch(
      (thrown: unknown) => {
        throwIfAborted(signal);
        throw failureOf(thrown);
      },
    );
    if (!response.ok) throw errorOf(response, reply);
    if (STATES.includes(Object(reply).state)) return reply as CreationView;
    throw new HostError(
      'unreachable',
      'The response does not come from a server that creates members. Check the address.',
    );
  }

  return {
    create: ({ id, ...login }, { signal } = {}) => ask('create', id, login, signal),
    read: ({ id }, { signal } = {}) => ask('readCreation', id, undefined, signal),
  };
}
