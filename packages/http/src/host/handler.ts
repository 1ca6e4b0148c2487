import type { StartOptions } from '@mx-member/machine/hosting';
import type { Answer, Job, MemberInput } from '@mx-member/machine/step';
import { type AccessCall, serveAccess } from '../access.ts';
import { noSuchAddress, pathBelow } from '../base-path.ts';
import { callerName, createCallers, nameOfUser } from '../callers.ts';
import { Commands } from '../commands.ts';
import { type Incoming, type RequestHandler, toHandler } from '../context.ts';
import { Gate, requireJson } from '../gate.ts';
import type { Limits } from '../limits/limiter.ts';
import { createOrigins, type Origins } from '../origin.ts';
import { doneResponse, Refusal } from '../problems.ts';
import { Repeats } from '../repeats.ts';
import { accessCallOf, memberOf } from './access-calls.ts';
import { findAddress, type HostAction, WEBHOOK_PATH } from './addresses.ts';
import type { ServedHost } from './erase.ts';
import {
  checkHandlerOptions,
  type HandlerErrorPlace,
  type HostCall,
  type HostHandlerOptions,
} from './options.ts';
import {
  actionOf,
  decodeParameters,
  notAllowed,
  type Parameters,
  readQuery,
  refuseIf,
} from './parse.ts';
import { HOST_ROUTES, type HostRoute } from './routes.ts';
import { invalidValue } from './schemas.ts';

/**
 * Serves a host over HTTP. It takes a `Request` and returns a `Response`. `connectHost` is the client; for other
 * languages there is an OpenAPI file.
 *
 * Bodies are JSON of limited length. Errors are problem details (RFC 9457) that quote neither the request nor the
 * server.
 *
 * ```ts
 * const handler = createHostHandler(host, { authorize, access: mx, webhook, basePath: '/api/mx' });
 * ```
 *
 * @throws {TypeError} without `authorize`, or when an option is wrong.
 */
export function createHostHandler<Context = undefined>(
  host: ServedHost,
  options: HostHandlerOptions<Context>,
): RequestHandler<Context> {
  if (typeof Object(host).view !== 'function')
    throw new TypeError('createHostHandler: the first argument must be a MemberHost.');
  checkHandlerOptions(host, options);
  const handler = new HostHandler(host, options);
  return toHandler<Context>((incoming) => handler.handle(incoming));
}

type Body = Readonly<Record<string, unknown>>;

/** A request after it was parsed and authorized, with its checked JSON and query. */
interface Asked {
  readonly action: HostAction;
  readonly parameters: Parameters;
  readonly body: Body;
  readonly query: Readonly<Record<string, number>>;
  readonly signal: AbortSignal;
}

/** A page of a user with several members sends far fewer requests. */
const DEFAULT_LIMITS: Limits = {
  maxConcurrent: 4,
  requestsPerSecond: 20,
  maxQueue: 32,
  maxWait: 10_000,
};
/** How many `next` calls of one caller wait at the same time. Further ones are refused, not queued. */
const WAITING_LIMITS: Limits = { maxConcurrent: 64, maxQueue: 0 };

/** Ends the turn of a request. */
type Release = () => void;

class HostHandler<Context> {
  readonly #host: ServedHost;
  readonly #options: HostHandlerOptions<Context>;
  readonly #gate: Gate<HandlerErrorPlace>;
  readonly #origins: Origins;
  /** Waits for the turn of a caller. */
  readonly #turnOf: ReturnType<typeof createCallers>;
  /** Lets a caller wait for another view. */
  readonly #placeOf = createCallers(WAITING_LIMITS);
  readonly #commands = new Commands();
  readonly #repeats = new Repeats();

  constructor(host: ServedHost, options: HostHandlerOptions<Context>) {
    this.#host = host;
    this.#options = options;
    this.#gate = new Gate('createHostHandler', options);
    this.#origins = createOrigins('createHostHandler', options, 'GET, POST, PUT, DELETE');
    this.#turnOf = createCallers({ ...DEFAULT_LIMITS, ...options.callerLimits });
  }

  handle(incoming: Incoming<Context>): Promise<Response> {
    const { request } = incoming;
    const { webhook, basePath = '' } = this.#options;
    const path = pathBelow(basePath, request);
    if (webhook && path === WEBHOOK_PATH)
      return this.#gate.respond(
        request,
        () => this.#takeWebhook(request),
        () => 'webhook',
      );
    let action: HostAction = 'view';
    const serve = () => {
      this.#origins.check(request);
      const found = findAddress(path ?? '');
      if (!found) throw noSuchAddress(path);
      action = actionOf(found, request);
      return this.#serve(incoming, action, found.parameters);
    };
    return this.#origins.respond(request, () => this.#gate.respond(request, serve, () => action));
  }

  async #serve(
    incoming: Incoming<Context>,
    action: HostAction,
    written: Parameters,
  ): Promise<Response> {
    const { request } = incoming;
    const route: HostRoute = HOST_ROUTES[action];
    const parameters = decodeParameters(written);
    const query = readQuery(route, new URL(request.url).searchParams);
    if (route.body) requireJson(request);
    const { userGuid = null } = parameters;
    const named = await callerName(this.#gate, incoming, this.#options.callerOf);
    const member = 'memberGuid' in parameters ? memberOf(parameters) : null;
    const { signal } = request;
    const ofUser = userGuid === null ? null : nameOfUser(memberOf(parameters));
    const caller = named === null ? ofUser : `caller ${named}`;
    const taken: Release[] = [];
    const takeTurn = async () => {
      if (caller !== null) taken.push(await this.#turnOf(caller, signal));
    };
    try {
      if (named !== null) await takeTurn();
      // The job of a start is in the body, and the body is only read for a caller that `callerOf` or `authorize`
      // allows.
      if (action === 'forget') await this.#permitErasure(incoming, parameters);
      else if (action !== 'start')
        await this.#permit(incoming, { action, member, userGuid, job: null });
      else if (named === null)
        await this.#permit(incoming, { action: 'view', member, userGuid, job: null });
      if (named === null) await takeTurn();
      const body = await this.#readBody(request, route);
      if (action === 'start')
        await this.#permit(incoming, { action, member, userGuid, job: body.job as Job | null });
      signal.throwIfAborted(); // The caller may have aborted meanwhile.
      if (action === 'next' && caller !== null) {
        // A call that waits for minutes must not use up the turns of other calls.
        const place = await this.#placeOf(caller, signal);
        const turns = taken.splice(0);
        taken.push(place);
        for (const release of turns) release();
      }
      const perform = () => this.#perform({ action, parameters, body, query, signal });
      return doneResponse(
        await (route.isCommand
          ? this.#repeats.reply(
              request,
              { user: caller ?? '', scope: [action, parameters], body },
              perform,
            )
          : perform()),
      );
    } finally {
      for (const release of taken) release();
    }
  }

  async #permit({ request, context }: Incoming<Context>, call: HostCall): Promise<void> {
    const { authorize, access } = this.#options;
    await this.#gate.authorize('authorize', request, (signal) =>
      authorize(request, call, { signal, context }),
    );
    const { needsAccess }: HostRoute = HOST_ROUTES[call.action];
    if (needsAccess && !access) throw new Refusal('access-not-served');
  }

  async #permitErasure(
    { request, context }: Incoming<Context>,
    { userGuid = '' }: Parameters,
  ): Promise<void> {
    const { authorizeErasure } = this.#options;
    if (!authorizeErasure) throw new Refusal('erasure-not-served');
    await this.#gate.authorize('authorizeErasure', request, (signal) =>
      authorizeErasure(request, { userGuid }, { signal, context }),
    );
  }

  /** @returns The checked body. Empty for a route without a body. */
  async #readBody(request: Request, { body: schema }: HostRoute): Promise<Body> {
    if (!schema) return {};
    const body = await this.#gate.readJson(request);
    refuseIf(invalidValue(schema, body, 'body'));
    return body as Body;
  }

  async #takeWebhook(request: Request): Promise<Response> {
    if (request.method !== 'POST') throw notAllowed(['POST']);
    const { webhook } = this.#options;
    const read = await this.#gate.ask('webhook', request, (signal) =>
      webhook?.(request, { signal }),
    );
    if (read instanceof Response) return read;
    // An unknown member, or one whose lifecycle has ended, needs no poll, so MX does not have to repeat the webhook.
    if (read) await this.#host.hint(read).catch(ignoreNotFound);
    return doneResponse(undefined);
  }

  /** Carries out a request. @returns The JSON of the reply. `undefined` for an empty reply. */
  async #perform(asked: Asked): Promise<unknown> {
    const { action, parameters, body, query, signal } = asked;
    const member = memberOf(parameters);
    switch (action) {
      case 'start': {
        const { after, replace, ...input } = body as Body & StartOptions;
        const options = {
          ...(after !== undefined && { after }),
          ...(replace !== undefined && { replace }),
        };
        return this.#commands.beside(member, () =>
          this.#host.start({ ...input, member } as MemberInput, options),
        );
      }
      case 'view':
        return this.#host.view(member);
      case 'next': {
        const { revision = 0, wait } = query;
        return this.#host.next(member, { revision, ...(wait !== undefined && { wait }), signal });
      }
      case 'answer': {
        const given = body as { readonly answers: readonly Answer[]; readonly prompt: number };
        return this.#commands.beside(member, () => this.#host.answer(member, given));
      }
      case 'hint':
        return this.#host.hint(member);
      case 'cancel':
        return this.#host.cancel(member);
      case 'forget':
        return this.#host.forget?.(member.userGuid);
      default:
        return this.#performAccess(accessCallOf(action, parameters, body), signal);
    }
  }

  async #performAccess(asked: AccessCall, caller: AbortSignal): Promise<object> {
    const { access } = this.#options;
    if (!access) throw new Refusal('access-not-served');
    const call = (until?: AbortSignal) =>
      this.#gate.callMx({ where: asked.call, until }, (signal) =>
        serveAccess(access, asked, { signal }),
      );
    // New credentials bypass the host, and MX starts a job for each of them.
    return asked.call === 'updateCredentials'
      ? this.#commands.alone(asked.member, () => call())
      : call(caller);
  }
}

function ignoreNotFound(thrown: unknown): void {
  if (Object(thrown).code !== 'notFound') throw thrown;
}
