import { checkOptions, type MemberAccess } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import { accessPerforms } from '../access.ts';
import { WEBHOOK_PATH } from '../addresses.ts';
import { pathBelow } from '../base-path.ts';
import { type Incoming, type RequestHandler, toHandler } from '../context.ts';
import { createAndStart, readCreation } from '../create/create-and-start.ts';
import type { CreatingHost } from '../create/creation.ts';
import { viewOrNull } from '../create/follow.ts';
import type { MemberCreator } from '../create/members.ts';
import { beginRenewal } from '../create/renewal.ts';
import { directoryPerforms, type InstitutionDirectory } from '../directory.ts';
import { doneResponse, notAllowed, Refusal } from '../problems.ts';
import type { SentTo } from '../routes.ts';
import {
  type Authorize,
  type Performs,
  SERVER_OPTIONS,
  type Served,
  Server,
  type ServerOptions,
} from '../server.ts';
import type { ServedHost } from './erase.ts';

/** What callers may set of a new member, besides the login, the job and its products. Anything else is refused with 403. */
export interface NewMemberLimits {
  /** Whether a caller may set the `metadata` that MX stores. */
  readonly metadata?: boolean;
  /** The `useCases` that a caller may set, for example `['PFM']`. */
  readonly useCases?: readonly string[] | 'any';
}

/** Options of {@link createHostHandler}. */
export interface HostHandlerOptions<Context = undefined> extends ServerOptions<Context> {
  /**
   * Decides whether this caller may erase everything that the host stores about a user (`forget`). `authorize` is not
   * asked. Usually only your own backend may do this, and a page may not.
   *
   * @default nobody may erase a user over HTTP
   */
  readonly authorizeErasure?: Authorize<Context> | undefined;
  /**
   * Serves OAuth window addresses, login forms and new credentials, straight from MX. For example the result of
   * `createMx`.
   *
   * @default none of the three is served
   */
  readonly access?: MemberAccess | undefined;
  /**
   * Serves `createAndStart`, `readCreation` and the list of members for the user that `authorize` returns. The host must be
   * one from `createHost` or `createRestateHost`. For example the result of `createMx`.
   *
   * @default no members are created over HTTP
   */
  readonly creator?: MemberCreator | undefined;
  /**
   * What callers may set of a new member. @default `{ metadata: true, useCases: 'any' }`, because callers can be your own
   * servers
   */
  readonly newMembers?: NewMemberLimits | undefined;
  /**
   * Serves the search for an institution, straight from MX. For example the result of `createMx`.
   *
   * @default the search is not served
   */
  readonly institutions?: InstitutionDirectory | undefined;
  /**
   * Parses a webhook that arrives at `/webhooks/mx`. Return the member to poll, `null` to poll nobody, or a response,
   * for example to a wrong password. The function must check the sender (`parseMxWebhook` does) and limit how much it
   * reads.
   *
   * @default webhooks are not served
   */
  readonly webhook?:
    | ((
        request: Request,
        options: { readonly signal: AbortSignal },
      ) => MemberId | null | Response | Promise<MemberId | null | Response>)
    | undefined;
}

/**
 * Serves a host over HTTP. It takes a `Request` and returns a `Response`. `connectHost` and `connectCreations` are the
 * clients; for other languages there is an OpenAPI file.
 *
 * Bodies are JSON of limited length. Errors are problem details (RFC 9457) that quote neither the request nor the
 * server. Credentials are sent to MX and not stored.
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
  checkOptions('createHostHandler', options, [
    ...SERVER_OPTIONS,
    'authorizeErasure',
    'access',
    'creator',
    'newMembers',
    'institutions',
    'webhook',
  ]);
  return serveHost('createHostHandler', host, options);
}

/** @param owner The factory of the handler, for the messages. */
export function serveHost<Context>(
  owner: string,
  host: ServedHost,
  options: HostHandlerOptions<Context>,
  rules: Pick<Served<Context>, 'asks' | 'mayStart'> = {},
): RequestHandler<Context> {
  checkHost(owner, host, options);
  const { webhook, basePath = '', authorizeErasure } = options;
  const server = new Server(owner, options, {
    ...rules,
    authorizeErasure,
    logins: isCreating(host) ? host.logins : undefined,
    performs: {
      ...hostPerforms(host),
      ...accessPerforms(
        options.access,
        isCreating(host)
          ? (member, countLogin) =>
              beginRenewal({ host, directory: options.creator }, member, countLogin)
          : undefined,
      ),
      ...directoryPerforms(options.institutions, options.creator),
      ...creationPerforms(host, options),
    },
  });
  const takeWebhook = async ({ request }: Incoming<Context>): Promise<Response> => {
    if (request.method !== 'POST') throw notAllowed(['POST']);
    const read = await server.gate.ask('webhook', request, (signal) =>
      webhook?.(request, { signal }),
    );
    if (read instanceof Response) return read;
    // An unknown member, or one whose lifecycle has ended, needs no poll, so MX does not have to repeat the webhook.
    if (read) await host.hint(read).catch(ignoreNotFound);
    return doneResponse(undefined);
  };
  return toHandler<Context>((incoming) => {
    const { request } = incoming;
    if (!webhook || pathBelow(basePath, request) !== WEBHOOK_PATH) return server.handle(incoming);
    return server.gate.respond(
      request,
      () => takeWebhook(incoming),
      () => 'webhook',
    );
  });
}

/** @throws {TypeError} for a host that cannot do what the options say. */
function checkHost<Context>(
  owner: string,
  host: ServedHost,
  options: HostHandlerOptions<Context>,
): void {
  const { view, forget } = Object(host);
  const fail = (sentence: string) => new TypeError(`${owner}: ${sentence}`);
  if (typeof view !== 'function') throw fail('the host must be a MemberHost.');
  if (options.authorizeErasure && !forget)
    throw fail('`authorizeErasure` needs a host that can erase users (`forget`).');
  if (options.creator && !isCreating(host))
    throw fail(
      '`creator` needs a host that stores creations, from createHost or createRestateHost.',
    );
}

const isCreating = (host: ServedHost): host is ServedHost & CreatingHost => 'creations' in host;

/** Whether a start shows what the host has, and begins nothing. */
async function isShown(host: ServedHost, member: MemberId, after?: number): Promise<boolean> {
  const view = await viewOrNull(host, member).catch((thrown: unknown) => {
    if (Object(thrown).code === 'unreadable') return null;
    throw thrown;
  });
  return view !== null && !(view.outcome && view.revision === after);
}

function hostPerforms(host: ServedHost): Performs {
  const { forget } = host;
  return {
    async start({ member, body, checkLogins }) {
      const { after, replace, ...input } = body;
      // After an act, MX aggregates by itself, which was counted when the act was sent. A check of the login sends nothing.
      if (body.job !== null && !(await isShown(host, member, after)))
        await checkLogins({ isAfterAct: body.act !== undefined && body.act.type !== 'checked' });
      return host.start({ ...input, member }, { after, replace });
    },
    view: ({ member }) => host.view(member),
    next: ({ member, query, signal }) => host.next(member, { ...query, signal }),
    answer: ({ member, body }) => host.answer(member, body),
    hint: ({ member }) => host.hint(member),
    cancel: ({ member }) => host.cancel(member),
    ...(forget && { forget: ({ userGuid }) => forget.call(host, userGuid) }),
  };
}

const UNKNOWN_CREATION =
  'The host does not know a creation of this user with this id. Create the member with PUT at this address.';

function creationPerforms<Context>(
  host: ServedHost,
  { creator: mx, newMembers = {} }: HostHandlerOptions<Context>,
): Performs {
  if (!mx || !isCreating(host)) return {};
  const mayWish = wishCheck(newMembers);
  return {
    async create({ userGuid, parameters: { id = '' }, body, countLogin: beforeLogin }) {
      if (!mayWish(body)) throw new Refusal('wish-not-served');
      return createAndStart({ ...body, mx, host, userGuid, id }, { beforeLogin });
    },
    async readCreation({ userGuid, parameters: { id = '' } }) {
      const view = await readCreation({ host, userGuid, id });
      if (!view) throw new Refusal('not-found', { detail: UNKNOWN_CREATION });
      return view;
    },
  };
}

/**
 * @returns Whether a caller may create a member with a body.
 * @throws {TypeError} for limits that are wrong.
 */
function wishCheck(limits: NewMemberLimits): (body: SentTo<'create'>['body']) => boolean {
  checkOptions('newMembers', limits, ['metadata', 'useCases']);
  const { metadata: mayName = true, useCases: served = 'any' } = limits;
  if (typeof mayName !== 'boolean' || (served !== 'any' && !Array.isArray(served)))
    throw new TypeError(
      "newMembers: `metadata` must be a boolean, and `useCases` a list or 'any'.",
    );
  return ({ metadata, useCases = [] }) =>
    (mayName || metadata === undefined) &&
    (served === 'any' || useCases.every((one) => served.includes(one)));
}

function ignoreNotFound(thrown: unknown): void {
  if (Object(thrown).code !== 'notFound') throw thrown;
}
