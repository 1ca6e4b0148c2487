import {
  type Answer,
  type Job,
  type MemberAccess,
  type MemberHost,
  type MemberInput,
  type Reading,
  toReading,
} from '@mx-member/machine/step';
import { withTimeout } from '../web/index.ts';
import { readJson } from './body.ts';
import {
  checkOptions,
  type HandlerErrorPlace,
  type HostCall,
  type HostHandlerOptions,
} from './options.ts';
import { problemResponse, Refusal, refusalOf, SAFE_HEADERS } from './problems.ts';
import { find, type HostAction, ROUTES, type Route, WEBHOOK_PATH } from './routes.ts';
import { flawOf, ID } from './schemas.ts';

const DEFAULT_MAX_BODY = 64 * 2 ** 10;
const DEFAULT_TIMEOUT = 10_000;

type Parameters = Readonly<Record<string, string>>;

/** A request that is understood, with its checked JSON and query. */
interface Asked {
  readonly action: HostAction;
  readonly parameters: Parameters;
  readonly body: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, number>>;
  readonly signal: AbortSignal;
}

function check(flaw: string | null): void {
  if (flaw !== null) throw new Refusal('invalid', flaw);
}

function decoded(written: Parameters): Parameters {
  const parameters: Record<string, string> = {};
  for (const [name, text] of Object.entries(written)) {
    try {
      parameters[name] = decodeURIComponent(text);
    } catch {
      throw new Refusal('invalid', 'The address is not encoded as one.');
    }
    check(flawOf(ID, parameters[name], name));
  }
  return parameters;
}

function queryOf({ query = {} }: Route, search: URLSearchParams): Record<string, number> {
  const [required] = Object.keys(query);
  const values: Record<string, number> = {};
  for (const [name, schema] of Object.entries(query)) {
    const text = search.get(name);
    if (text === null && name !== required) continue;
    const value = /^\d{1,16}$/.test(text ?? '') ? Number(text) : text;
    check(flawOf(schema, value, name));
    values[name] = Number(value);
  }
  return values;
}

const memberOf = ({ userGuid = '', memberGuid = '' }: Parameters) => ({ userGuid, memberGuid });

const readingOf = (updated: unknown): Reading => {
  const { at: _, ...reading } = toReading(Object(updated).reading, 0);
  return reading;
};

/** Does what was asked. @returns The JSON that the caller gets; `undefined` for none. */
async function perform(
  { action, parameters, body, query, signal }: Asked,
  host: MemberHost,
  access: MemberAccess | undefined,
): Promise<unknown> {
  const member = memberOf(parameters);
  switch (action) {
    case 'start': {
      const { after, ...input } = body as Omit<MemberInput, 'member' | 'after'> & {
        readonly after?: number;
      };
      return host.start({ ...input, member }, after === undefined ? {} : { after });
    }
    case 'view':
      return host.view(member);
    case 'next': {
      const { revision = 0, wait } = query;
      return host.next(member, { revision, ...(wait !== undefined && { wait }), signal });
    }
    case 'answer': {
      const given = body as { readonly answers: readonly Answer[]; readonly prompt: number };
      return host.answer(member, given);
    }
    case 'hint':
      return host.hint(member);
    case 'cancel':
      return host.cancel(member);
    case 'oauthWindowUri': {
      const made = await access?.oauthWindowUri({ member }, { signal });
      return { oauthWindowUri: made?.oauthWindowUri };
    }
    case 'updateCredentials': {
      const { credentials } = body as {
        readonly credentials: readonly { readonly guid: string; readonly value: string }[];
      };
      // Without the caller's signal: what was sent half helps nobody.
      return { reading: readingOf(await access?.updateCredentials({ member, credentials })) };
    }
    case 'institutionCredentials': {
      const { institutionCode = '' } = parameters;
      const fields = (await access?.institutionCredentials({ institutionCode }, { signal })) ?? [];
      return fields.map(({ guid, fieldName, label, type }) => ({ guid, fieldName, label, type }));
    }
  }
}

const NO_ADDRESS = 'There is nothing at this address. The OpenAPI file lists what there is.';

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
  checkOptions(options);
  const { authorize, access, webhook, basePath = '', onError } = options;
  const { maxBody = DEFAULT_MAX_BODY, timeout = DEFAULT_TIMEOUT } = options;

  const report = (thrown: unknown, where: HandlerErrorPlace): void => {
    try {
      onError?.(thrown, where);
    } catch {
      // A log that fails is no reason to serve nobody.
    }
  };

  /** Asks a function of whoever runs the server. When it fails, that is no no. */
  async function ask<Result>(
    where: 'authorize' | 'webhook',
    request: Request,
    question: (signal: AbortSignal) => Result | Promise<Result>,
  ): Promise<Result> {
    try {
      return await withTimeout(timeout, question, request.signal);
    } catch (thrown) {
      request.signal.throwIfAborted();
      report(thrown, where);
      throw new Refusal('unavailable', 'The server could not check this. Try again.');
    }
  }

  async function permit(request: Request, call: HostCall): Promise<void> {
    const answer = await ask('authorize', request, (signal) =>
      authorize(request, call, { signal }),
    );
    if (answer === 'signedOut')
      throw new Refusal('signed-out', 'Sign in, and send the request again.');
    if (answer !== true) throw new Refusal('forbidden', 'This caller may not do this.');
    const { needsAccess }: Route = ROUTES[call.action];
    if (needsAccess && !access)
      throw new Refusal('forbidden', 'This server does not serve calls straight to MX.');
  }

  async function takeWebhook(request: Request): Promise<Response> {
    if (request.method !== 'POST') throw notAllowed(['POST']);
    const read = await ask('webhook', request, (signal) => webhook?.(request, { signal }));
    if (read instanceof Response) return read;
    // A member that is not known, or has ended, needs no poll; MX need not send it again.
    if (read) await host.hint(read).catch(ignoreNotFound);
    return new Response(null, { status: 204, headers: SAFE_HEADERS });
  }

  async function serve(request: Request, note: (action: HostAction) => void): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.startsWith(basePath) ? url.pathname.slice(basePath.length) : '';
    if (webhook && path === WEBHOOK_PATH) return takeWebhook(request);
    const found = find(path);
    if (!found) throw new Refusal('no-such-address', NO_ADDRESS);
    const methods = found.actions.map((action) => ROUTES[action].method);
    const action = found.actions.find((one) => ROUTES[one].method === request.method);
    if (!action) throw notAllowed(methods);
    note(action);
    const route: Route = ROUTES[action];
    const parameters = decoded(found.parameters);
    const query = queryOf(route, url.searchParams);
    const body = route.body ? await readJson(request, maxBody, timeout) : {};
    if (route.body) check(flawOf(route.body, body, 'body'));
    const checked = body as Readonly<Record<string, unknown>>;
    const member = action === 'institutionCredentials' ? null : memberOf(parameters);
    const job = action === 'start' ? (checked.job as Job | null) : null;
    await permit(request, { action, member, job });
    const { signal } = request;
    signal.throwIfAborted(); // Nothing is done for somebody who has left.
    const result = await perform(
      { action, parameters, body: checked, query, signal },
      host,
      access,
    );
    return result === undefined
      ? new Response(null, { status: 204, headers: SAFE_HEADERS })
      : Response.json(result, { headers: SAFE_HEADERS });
  }

  return async (request) => {
    let where: HandlerErrorPlace = 'webhook';
    try {
      return await serve(request, (action) => {
        where = action;
      });
    } catch (thrown) {
      const refusal = refusalOf(thrown);
      if (refusal) return problemResponse(refusal);
      if (request.signal.aborted) return problemResponse(GONE);
      report(thrown, where);
      return problemResponse(new Refusal('failed', 'The server failed. Try again later.'));
    }
  };
}

/** The caller has left: nobody reads this. */
const GONE = new Refusal('unavailable', 'The request was aborted.');

const notAllowed = (methods: readonly string[]): Refusal =>
  new Refusal('method-not-allowed', `Use ${methods.join(' or ')}.`, { allow: methods.join(', ') });

function ignoreNotFound(thrown: unknown): void {
  if (Object(thrown).code !== 'notFound') throw thrown;
}
