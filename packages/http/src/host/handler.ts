import type { MemberAccess, MemberHost } from '@mx-member/machine/hosting';
import type { Answer, Job, MemberId, MemberInput } from '@mx-member/machine/step';
import { type AccessCall, serveAccess } from '../access.ts';
import { Gate, requireJson } from '../gate.ts';
import { doneResponse, Refusal } from '../problems.ts';
import { ADDRESSES, type Found, findAddress, type HostAction, WEBHOOK_PATH } from './addresses.ts';
import {
  checkHandlerOptions,
  type HandlerErrorPlace,
  type HostCall,
  type HostHandlerOptions,
} from './options.ts';
import { HOST_ROUTES, type HostRoute } from './routes.ts';
import { ID, invalidValue } from './schemas.ts';

/**
 * Serves a host over HTTP: `Request` in, `Response` out, for any server that speaks them. `connectHost` is the client; other
 * languages use the OpenAPI file. Bodies are JSON and bounded. What is not done is answered with problem details (RFC 9457),
 * which hold nothing of the request and nothing of the server.
 *
 * ```ts
 * const handler = createHostHandler(host, { authorize, access: mx, webhook, basePath: '/api/mx' });
 * ```
 *
 * @throws {TypeError} without `authorize`, or when an option is wrong.
 */
export function createHostHandler(
  host: MemberHost,
  options: HostHandlerOptions,
): (request: Request) => Promise<Response> {
  if (typeof Object(host).view !== 'function')
    throw new TypeError('createHostHandler: the first argument must be a MemberHost.');
  checkHandlerOptions(options);
  const handler = new HostHandler(host, options);
  return (request) => handler.handle(request);
}

type Parameters = Readonly<Record<string, string>>;
type Body = Readonly<Record<string, unknown>>;

/** A request that is understood and allowed, with its checked JSON and query. */
interface Asked {
  readonly action: HostAction;
  readonly parameters: Parameters;
  readonly body: Body;
  readonly query: Readonly<Record<string, number>>;
  readonly signal: AbortSignal;
}

class HostHandler {
  readonly #host: MemberHost;
  readonly #options: HostHandlerOptions;
  readonly #gate: Gate<HandlerErrorPlace>;

  constructor(host: MemberHost, options: HostHandlerOptions) {
    this.#host = host;
    this.#options = options;
    this.#gate = new Gate('createHostHandler', options);
  }

  handle(request: Request): Promise<Response> {
    const { webhook, basePath = '' } = this.#options;
    const { pathname } = new URL(request.url);
    const path = pathname.startsWith(basePath) ? pathname.slice(basePath.length) : '';
    if (webhook && path === WEBHOOK_PATH)
      return this.#gate.respond(
        request,
        () => this.#takeWebhook(request),
        () => 'webhook',
      );
    let action: HostAction = 'view';
    return this.#gate.respond(
      request,
      () => {
        const found = foundAt(path);
        action = actionOf(found, request);
        return this.#serve(request, action, found.parameters);
      },
      () => action,
    );
  }

  async #serve(request: Request, action: HostAction, written: Parameters): Promise<Response> {
    const route: HostRoute = HOST_ROUTES[action];
    const parameters = decodeParameters(written);
    const query = readQuery(route, new URL(request.url).searchParams);
    if (route.body) requireJson(request);
    const member = action === 'institutionCredentials' ? null : memberOf(parameters);
    // The body of a start names the job. Everything else is authorized before its body is read.
    if (action !== 'start') await this.#permit(request, { action, member, job: null });
    const body = await this.#readBody(request, route);
    if (action === 'start')
      await this.#permit(request, { action, member, job: body.job as Job | null });
    const { signal } = request;
    signal.throwIfAborted(); // Nothing is done for somebody who has left.
    return doneResponse(await this.#perform({ action, parameters, body, query, signal }));
  }

  async #permit(request: Request, call: HostCall): Promise<void> {
    const { authorize, access } = this.#options;
    await this.#gate.authorize('authorize', request, (signal) =>
      authorize(request, call, { signal }),
    );
    const { needsAccess }: HostRoute = HOST_ROUTES[call.action];
    if (needsAccess && !access) throw new Refusal('access-not-served');
  }

  /** @returns What fits the route; empty for a route that takes no body. */
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
    // A member that is not known, or has ended, needs no poll. MX need not send it again.
    if (read) await this.#host.hint(read).catch(ignoreNotFound);
    return doneResponse(undefined);
  }

  /** Does what was asked. @returns The JSON that the caller gets; `undefined` for none. */
  async #perform(asked: Asked): Promise<unknown> {
    const { action, parameters, body, query, signal } = asked;
    const member = memberOf(parameters);
    switch (action) {
      case 'start': {
        const { after, ...input } = body as Omit<MemberInput, 'member' | 'after'> & {
          readonly after?: number;
        };
        return this.#host.start({ ...input, member }, after === undefined ? {} : { after });
      }
      case 'view':
        return this.#host.view(member);
      case 'next': {
        const { revision = 0, wait } = query;
        return this.#host.next(member, { revision, ...(wait !== undefined && { wait }), signal });
      }
      case 'answer': {
        const given = body as { readonly answers: readonly Answer[]; readonly prompt: number };
        return this.#host.answer(member, given);
      }
      case 'hint':
        return this.#host.hint(member);
      case 'cancel':
        return this.#host.cancel(member);
      default:
        return this.#performAccess(accessCallOf(action, parameters, body), signal);
    }
  }

  async #performAccess(asked: AccessCall, caller: AbortSignal): Promise<object> {
    const { access } = this.#options;
    if (!access) throw new Refusal('access-not-served');
    const until = asked.call === 'updateCredentials' ? undefined : caller;
    return this.#gate.callMx({ where: asked.call, until }, (signal) =>
      serveAccess(access, asked, { signal }),
    );
  }
}

/** @throws {Refusal} with a sentence that quotes nothing, if there is one. */
function refuseIf(invalid: string | null): void {
  if (invalid !== null) throw new Refusal('invalid', { detail: invalid });
}

function foundAt(path: string): Found {
  const found = findAddress(path);
  if (!found) throw new Refusal('no-such-address');
  return found;
}

function actionOf({ actions }: Found, { method }: Request): HostAction {
  const action = actions.find((one) => ADDRESSES[one].method === method);
  if (!action) throw notAllowed(actions.map((one) => ADDRESSES[one].method));
  return action;
}

const notAllowed = (methods: readonly string[]): Refusal =>
  new Refusal('method-not-allowed', {
    detail: `Use ${methods.join(' or ')}.`,
    headers: { allow: methods.join(', ') },
  });

function decodeParameters(written: Parameters): Parameters {
  const parameters: Record<string, string> = {};
  for (const [name, text] of Object.entries(written)) {
    try {
      parameters[name] = decodeURIComponent(text);
    } catch {
      throw new Refusal('invalid', { detail: 'The address is not encoded as one.' });
    }
    refuseIf(invalidValue(ID, parameters[name], name));
  }
  return parameters;
}

function readQuery({ query = {} }: HostRoute, search: URLSearchParams): Record<string, number> {
  const [required] = Object.keys(query);
  const values: Record<string, number> = {};
  for (const [name, schema] of Object.entries(query)) {
    const text = search.get(name);
    if (text === null && name !== required) continue;
    const value = /^\d{1,16}$/.test(text ?? '') ? Number(text) : text;
    refuseIf(invalidValue(schema, value, name));
    values[name] = Number(value);
  }
  return values;
}

const memberOf = ({ userGuid = '', memberGuid = '' }: Parameters): MemberId => ({
  userGuid,
  memberGuid,
});

function accessCallOf(action: keyof MemberAccess, parameters: Parameters, body: Body): AccessCall {
  const member = memberOf(parameters);
  switch (action) {
    case 'oauthWindowUri':
      return { call: action, member };
    case 'updateCredentials': {
      const { credentials } = body as Pick<
        Extract<AccessCall, { readonly call: 'updateCredentials' }>,
        'credentials'
      >;
      return { call: action, member, credentials };
    }
    case 'institutionCredentials': {
      const { institutionCode = '' } = parameters;
      return { call: action, institutionCode };
    }
  }
}

function ignoreNotFound(thrown: unknown): void {
  if (Object(thrown).code !== 'notFound') throw thrown;
}
