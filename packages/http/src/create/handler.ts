import { checkOptions, isId } from '@mx-member/machine/hosting';
import { firstError, type Job } from '@mx-member/machine/step';
import { noSuchAddress, pathBelow } from '../base-path.ts';
import { createCallers, nameOfUser } from '../callers.ts';
import { type AskOptions, type Incoming, type RequestHandler, toHandler } from '../context.ts';
import { Gate, requireJson } from '../gate.ts';
import type { Limits } from '../limits/limiter.ts';
import { createOrigins, type OriginOptions, type Origins } from '../origin.ts';
import { doneResponse, Refusal, withoutValues } from '../problems.ts';
import { type CreateAndStartRequest, createAndStart, readCreation } from './create-and-start.ts';
import { CREATION_ID, type CreatingHost, WRONG_CREATION_ID } from './creation.ts';
import type { MemberCreator } from './members.ts';
import { CREATE_BODY } from './schemas.ts';

/** What a caller wants to do. It is passed to `authorize`. */
export interface CreationCall {
  /** `create` leads to a login at the bank. `read` has no effect. */
  readonly action: 'create' | 'read';
  /** The id that the caller chose for the member. */
  readonly id: string;
  /** The user in the path, for callers who act for many users. `null` if the path does not name one. */
  readonly userGuid: string | null;
  /** The job of a `create`. `null` for a `read`. */
  readonly job: Job | null;
}

/** The result of `authorize`: the caller's user at MX. `'signedOut'` means 401, `false` means 403. */
export type CreationAuthorization = { readonly userGuid: string } | 'signedOut' | false;

/** Options of {@link createCreationHandler}. */
export interface CreationHandlerOptions<Context = undefined> extends OriginOptions {
  /** For example the result of `createMx`. */
  readonly mx: MemberCreator;
  /** From `createHost`. */
  readonly host: CreatingHost;
  /**
   * Returns the user for whom the caller may create members. The body never names a user. If the path names a user, and
   * `authorize` another, the caller gets 403.
   *
   * The request is passed for its headers (cookie, token): do not read its body. If the function throws or takes longer
   * than `timeout`, the caller gets 503.
   */
  readonly authorize: (
    request: Request,
    call: CreationCall,
    options: AskOptions<Context>,
  ) => CreationAuthorization | Promise<CreationAuthorization>;
  /**
   * The part of the path before `/creations/{id}` and `/users/{userGuid}/creations/{id}`, for example `/api/mx`.
   * @default ''
   */
  readonly basePath?: string;
  /**
   * The addresses to which a page may send a user after the login at the bank: each is a whole `clientRedirectUrl`, or
   * the scheme of an app with a colon, such as `myapp:`. `'any'` is for callers that are your own servers.
   *
   * @default none, so `oauth` must not name an address
   */
  readonly returnTo?: readonly string[] | 'any' | undefined;
  /** Limits of one user. Requests beyond them get 429. @default 2 calls at the same time, 5 a second */
  readonly callerLimits?: Limits | undefined;
  /** The maximum length of a body, in bytes. @default 65536 */
  readonly maxBody?: number;
  /** The time limit for receiving the body, and for `authorize`, in ms. @default 10000 */
  readonly timeout?: number;
  /**
   * Called with errors that the caller does not see. @default logs the error's name and our code to the console, at
   * most once a minute
   */
  readonly onError?: (thrown: unknown, where: 'authorize' | 'create' | 'read') => void;
}

const OPTIONS = [
  'mx',
  'host',
  'authorize',
  'publicUrl',
  'allowedOrigins',
  'basePath',
  'returnTo',
  'callerLimits',
  'maxBody',
  'timeout',
  'onError',
] as const;

/** Each call can be a login at the bank, and a person makes few. */
const DEFAULT_LIMITS: Limits = {
  maxConcurrent: 2,
  requestsPerSecond: 5,
  maxQueue: 8,
  maxWait: 10_000,
};

type Login = Omit<CreateAndStartRequest, 'mx' | 'host' | 'userGuid' | 'id'>;

/**
 * Serves `createAndStart` over HTTP: `PUT /creations/{id}` creates the member, and `GET` reads the result. It takes a
 * `Request` and returns a `Response`. The user comes from `authorize`, never from the body. Credentials are sent to MX
 * and not stored.
 *
 * ```ts
 * const creations = createCreationHandler({ mx, host, authorize: async () => ({ userGuid }) });
 * ```
 *
 * @throws {TypeError} without `authorize`, or when an option is wrong.
 */
export function createCreationHandler<Context = undefined>(
  options: CreationHandlerOptions<Context>,
): RequestHandler<Context> {
  checkOptions('createCreationHandler', options, OPTIONS);
  const handler = new CreationHandler(options);
  return toHandler<Context>((incoming) => handler.handle(incoming));
}

class CreationHandler<Context> {
  readonly #options: CreationHandlerOptions<Context>;
  readonly #gate: Gate<'authorize' | 'create' | 'read'>;
  readonly #origins: Origins;
  readonly #turnOf: ReturnType<typeof createCallers>;

  constructor(options: CreationHandlerOptions<Context>) {
    this.#options = options;
    this.#gate = new Gate('createCreationHandler', options);
    this.#origins = createOrigins('createCreationHandler', options, 'GET, PUT');
    this.#turnOf = createCallers({ ...DEFAULT_LIMITS, ...options.callerLimits });
  }

  handle(incoming: Incoming<Context>): Promise<Response> {
    const { request } = incoming;
    const action = request.method === 'GET' ? 'read' : 'create';
    return this.#origins.respond(request, () =>
      this.#gate.respond(
        request,
        () => this.#serve(incoming, action),
        () => action,
      ),
    );
  }

  async #serve(incoming: Incoming<Context>, action: CreationCall['action']): Promise<Response> {
    const { request } = incoming;
    this.#origins.check(request);
    const named = this.#namedIn(request);
    if (action === 'create' && request.method !== 'PUT') throw notAllowed();
    if (action === 'create') requireJson(request);
    const { id } = named;
    // The job is in the body, so the body is read first.
    const login = action === 'create' ? await this.#readLogin(request) : null;
    const job = login && (login.job ?? 'aggregate');
    const userGuid = await this.#userOf(incoming, { action, ...named, job });
    const release = await this.#turnOf(nameOfUser({ userGuid, memberGuid: '' }), request.signal);
    try {
      const { mx, host } = this.#options;
      if (login) {
        request.signal.throwIfAborted(); // The caller may have aborted meanwhile.
        return doneResponse(await createAndStart({ ...login, mx, host, userGuid, id }));
      }
      const view = await readCreation({ host, userGuid, id });
      if (!view) throw new Refusal('not-found', { detail: 'This id is not known.' });
      return doneResponse(view);
    } finally {
      release();
    }
  }

  #namedIn(request: Request): Pick<CreationCall, 'id' | 'userGuid'> {
    const { basePath = '' } = this.#options;
    const path = pathBelow(basePath, request);
    const { id, user } =
      /^(?:\/users\/(?<user>[^/]+))?\/creations\/(?<id>[^/]+)$/.exec(path ?? '')?.groups ?? {};
    const userGuid = user === undefined ? null : decoded(user);
    if (id === undefined || (userGuid !== null && !isId(userGuid))) throw noSuchAddress(path);
    // An encoded id contains characters that an id cannot have.
    if (!CREATION_ID.test(id)) throw new Refusal('invalid', { detail: WRONG_CREATION_ID });
    return { id, userGuid };
  }

  async #userOf({ request, context }: Incoming<Context>, call: CreationCall): Promise<string> {
    const { authorize } = this.#options;
    const answer = await this.#gate.ask('authorize', request, (signal) =>
      authorize(request, call, { signal, context }),
    );
    if (answer === 'signedOut') throw new Refusal('signed-out');
    const { userGuid } = Object(answer) as { readonly userGuid?: unknown };
    const isOther = call.userGuid !== null && call.userGuid !== userGuid;
    if (!isId(userGuid) || isOther) throw new Refusal('forbidden');
    return userGuid;
  }

  async #readLogin(request: Request): Promise<Login> {
    const body = await this.#gate.readJson(request);
    const error = firstError(CREATE_BODY, body, 'body');
    if (error) throw new Refusal('invalid', { detail: `${withoutValues(error)}.` });
    const login = body as Login;
    if (!mayReturn(login, this.#options.returnTo)) throw new Refusal('return-not-served');
    return login;
  }
}

/** Whether a login leads back only to addresses of the list. */
function mayReturn({ oauth = {} }: Login, allowed: readonly string[] | 'any' = []): boolean {
  const { clientRedirectUrl, uiMessageWebviewUrlScheme: scheme } = oauth;
  const addresses = [clientRedirectUrl, scheme === undefined ? undefined : `${scheme}:`];
  return addresses.every((one) => one === undefined || allowed === 'any' || allowed.includes(one));
}

/** @returns The text itself if it cannot be decoded. It is then not a valid id. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

const notAllowed = (): Refusal =>
  new Refusal('method-not-allowed', {
    detail: 'Use PUT or GET.',
    headers: { allow: 'PUT, GET' },
  });
