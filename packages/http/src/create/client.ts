import { HostError } from '@mx-member/machine/hosting';
import { errorOf, failureOf } from '../replies.ts';
import { type ClientOptions, createJsonClient } from '../web/json-client.ts';
import type { CreateAndStartRequest } from './create-and-start.ts';
import type { CreationView } from './view.ts';

/** MX can take a while, and a lost reply is looked for. In ms. */
const DEFAULT_TIMEOUT = 60_000;

/** What a page sends for a new member. */
export type CreationRequest = Omit<CreateAndStartRequest, 'mx' | 'host' | 'userGuid'>;

/** Creates members at a server. */
export interface CreationClient {
  /**
   * Creates a member. When the reply is lost (`unreachable`), repeat it with the same `id`: at most one login happens.
   * @throws {HostError} as `createAndStart` does there; `unreachable` when the server cannot be reached.
   * @throws {MxError} When MX has refused.
   */
  create(
    request: CreationRequest,
    options?: { readonly signal?: AbortSignal },
  ): Promise<CreationView>;
  /** What came of a creation. @throws {HostError} `notFound` for an id that is not known. */
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
 * The client of `createCreationHandler`. `url` is what comes before `/creations`; in a page it may be relative. A server that acts
 * for many users ends it with `/users/{userGuid}`.
 * @throws {TypeError} when an option is wrong.
 */
export function connectCreations(options: ClientOptions): CreationClient {
  const send = createJsonClient('connectCreations', { timeout: DEFAULT_TIMEOUT, ...options });

  async function ask(
    method: string,
    id: string,
    body: object | undefined,
    signal: AbortSignal | undefined,
  ): Promise<CreationView> {
    const path = `/creations/${encodeURIComponent(id)}`;
    const [response, reply] = await send({ method, path, body, signals: [signal] }).catch(
      (thrown: unknown) => {
        signal?.throwIfAborted();
        throw failureOf(thrown);
      },
    );
    if (!response.ok) throw errorOf(response, reply);
    if (STATES.includes(Object(reply).state)) return reply as CreationView;
    throw new HostError('unreachable', 'Something else than a server of creations has answered.');
  }

  return {
    create: ({ id, ...login }, { signal } = {}) => ask('PUT', id, login, signal),
    read: ({ id }, { signal } = {}) => ask('GET', id, undefined, signal),
  };
}
