import { HostError, type HostErrorCode, isId } from '@mx-member/machine/hosting';
import { JOBS, type Job, type MemberId, type Reading } from '@mx-member/machine/step';
import { type Action, ADDRESSES, type Parameters, parametersIn } from './addresses.ts';
import { noSuchAddress, pathBelow } from './base-path.ts';
import { createCallers } from './callers.ts';
import { Commands } from './commands.ts';
import type { AskOptions, Incoming } from './context.ts';
import { CREATION_ID, WRONG_CREATION_ID } from './create/creation.ts';
import { PRODUCT_JOBS } from './create/products.ts';
import { Gate, type GateOptions, requireJson, WrongResultError } from './gate.ts';
import type { Limits } from './limits/limiter.ts';
import { type LoginKeeper, LoginMemory } from './logins/keeper.ts';
import { type LoginAsk, type LoginLimits, Logins, type SettleLogin } from './logins/logins.ts';
import { createOrigins, type OriginOptions } from './origin.ts';
import { doneResponse, invalid, notAllowed, type ProblemName, Refusal } from './problems.ts';
import { Repeats } from './repeats.ts';
import { ACTIONS, ROUTES, type Route, type SentTo } from './routes.ts';
import { checked } from './schemas.ts';
import { untilAborted } from './web/timeout.ts';

/** What a caller wants to do. It is passed to `authorize`. */
export interface ServedCall {
  readonly action: Action;
  /** `null` for a call that is not about a member: `institutionCredentials`, `create`, `readCreation`, `forget`. */
  readonly member: MemberId | null;
  /** The user in the path: compare it with the user of your session. `null` if the path names no user. */
  readonly userGuid: string | null;
}

/**
 * The result of `authorize`: `true` allows the call. A user at MX allows it if the path names this user or no user. A
 * creation needs a user, because a rule about members must not allow one by accident. `'signedOut'` means 401, and
 * anything else means 403.
 */
export type Permission =
  | boolean
  | 'signedOut'
  | {
      readonly userGuid: string;
      /** The jobs that this caller may start, as far as the option `jobs` allows them. @default all of them */
      readonly jobs?: readonly Job[];
    };

/** Decides whether a caller may do something. */
export type Authorize<Context> = (
  request: Request,
  call: ServedCall,
  options: AskOptions<Context>,
) => Permission | Promise<Permission>;

/** Whom a server serves, and how much. */
export interface ServerOptions<Context = undefined> extends OriginOptions, GateOptions {
  /**
   * Decides whether this caller may do this, before the body is read. It is asked once for each request, and once more
   * after a `next` that has waited. The request is passed for its headers (cookie, token): do not read its body. If the
   * function throws or takes longer than `timeout`, the caller gets 503 and may try again.
   */
  readonly authorize: Authorize<Context>;
  /**
   * Limits of one user, whom `authorize` or the path names: calls at the same time (4), per second (20), waiting (32),
   * and how long they wait (10 s). Requests beyond them get 429. Waiting `next` calls have a limit of their own: 64 at
   * the same time. @default as above
   */
  readonly callerLimits?: Limits | undefined;
  /**
   * How many logins at banks one user may cause, and how many at one member: new members, new credentials and starts together, as far
   * as MX has accepted them. Further ones get 429. @default 10 in an hour, 30 in a day, 10 in a day at one member
   */
  readonly logins?: LoginLimits | undefined;
  /**
   * The jobs that may be started, also those that collect a product of a `dataRequest`. Each costs a login at the bank,
   * and some cost money. @default all of them
   */
  readonly jobs?: readonly Job[] | undefined;
  /**
   * The addresses to which a page may send a user after the login at the bank: each is a whole `clientRedirectUrl`, or
   * the scheme of an app with a colon, such as `myapp:`. `'any'` is for callers that are your own servers.
   *
   * @default none, so no page may name an address
   */
  readonly returnTo?: readonly string[] | 'any' | undefined;
  /** The part before all paths, for example `/api/mx`. @default '' */
  readonly basePath?: string | undefined;
  /**
   * Called for each request that is refused, for an audit log or a counter. It gets no header, answer or credential. Its
   * errors are ignored.
   */
  readonly onRefused?:
    | ((
        refused: Known & {
          /** The name of the problem, as in its `type`. */
          readonly reason: ProblemName;
          /** The HTTP status of the response. */
          readonly status: number;
          /** The `code` of the problem that the caller gets. */
          readonly code: HostErrorCode;
        },
      ) => void)
    | undefined;
}

/** What is known of a request when it is refused. */
interface Known {
  /** The user whom `authorize` or the path names. `null` if neither does. */
  userGuid: string | null;
  /** `null` if the path or the method is not served. */
  action: Action | null;
  /** `null` if the path does not name a member. */
  member: MemberId | null;
}

/** The names of {@link ServerOptions}. */
export const SERVER_OPTIONS = [
  'authorize',
  'callerLimits',
  'logins',
  'jobs',
  'returnTo',
  'basePath',
  'publicUrl',
  'allowedOrigins',
  'maxBody',
  'timeout',
  'onRefused',
  'onError',
] as const;

/** A request after it was checked and authorized. */
interface Asked<A extends Action> {
  readonly member: MemberId;
  /** The user of the path or of `authorize`. */
  readonly userGuid: string;
  readonly parameters: Parameters;
  readonly body: SentTo<A>['body'];
  readonly query: SentTo<A>['query'];
  /** Aborts when the caller leaves, or, for a call to MX, when the time is up. */
  readonly signal: AbortSignal;
  /**
   * Counts a login of the user before it is made.
   *
   * @throws {Refusal} `too-many-logins` when the user, or the member, has no login left.
   */
  readonly countLogin: (ask: LoginAsk) => Promise<SettleLogin>;
  /** Notes what MX shows of the member, where no host notes how its lifecycles end. */
  readonly noteReading: (reading: Reading) => Promise<void>;
  /** Counts nothing. @throws {Refusal} `too-many-logins` when the user, or the member, has no login left. */
  readonly checkLogins: (options: { readonly isAfterAct: boolean }) => Promise<void>;
}

/** Carries out calls. The result is the JSON of the reply, and `undefined` an empty reply. */
export type Performs = { readonly [A in Action]?: (asked: Asked<A>) => Promise<unknown> };

/** A page of a user with several members sends far fewer requests. */
const DEFAULT_LIMITS: Limits = {
  maxConcurrent: 4,
  requestsPerSecond: 20,
  maxQueue: 32,
  maxWait: 10_000,
};
/** How many `next` calls of one caller wait at the same time. Further ones are refused, not queued. */
const WAITING_LIMITS: Limits = { maxConcurrent: 64, maxQueue: 0 };

/** What a server serves. */
export interface Served<Context> {
  /** Actions without a function are refused. */
  readonly performs: Performs;
  /**
   * The name of `authorize` in messages. `userOf` only says who the user is, so a caller without a user is signed out.
   * @default 'authorize'
   */
  readonly asks?: 'userOf' | undefined;
  /** Where logins are counted. @default in this process */
  readonly logins?: LoginKeeper | undefined;
  /** @default nobody may erase a user */
  readonly authorizeErasure?: Authorize<Context> | undefined;
  /** Whether a member may be started, asked after `authorize`. @default every member */
  readonly mayStart?: ((member: MemberId, signal: AbortSignal) => Promise<boolean>) | undefined;
}

/** Serves rows of {@link ROUTES}: origin, path, permission, turn, body, and then the call. */
export class Server<Context> {
  readonly gate: Gate;
  readonly #options: ServerOptions<Context>;
  readonly #served: Served<Context>;
  readonly #origins: ReturnType<typeof createOrigins>;
  /** Waits for the turn of a caller. */
  readonly #turnOf: ReturnType<typeof createCallers>;
  /** Lets a caller wait for another view. */
  readonly #placeOf = createCallers(WAITING_LIMITS);
  readonly #commands = new Commands();
  readonly #repeats = new Repeats();
  readonly #logins: Logins;

  /** @param owner The factory of the server, for the messages. */
  constructor(owner: string, options: ServerOptions<Context>, served: Served<Context>) {
    checkServerOptions(owner, options);
    this.gate = new Gate(owner, options);
    this.#options = options;
    this.#served = served;
    this.#origins = createOrigins(owner, options);
    this.#logins = new Logins(served.logins ?? new LoginMemory(), options.logins);
    this.#turnOf = createCallers({ ...DEFAULT_LIMITS, ...options.callerLimits });
  }

  handle(incoming: Incoming<Context>): Promise<Response> {
    const { request } = incoming;
    const known: Known = { userGuid: null, action: null, member: null };
    return this.#origins.respond(request, () =>
      this.gate.respond(
        request,
        () => this.#serve(incoming, known),
        () => known.action ?? 'authorize',
        ({ reason, problem: { status, code } }) =>
          this.#options.onRefused?.({ reason, status, code, ...known }),
      ),
    );
  }

  async #serve(incoming: Incoming<Context>, known: Known): Promise<Response> {
    const { request } = incoming;
    const { signal } = request;
    this.#origins.check(request);
    const { action, written } = this.#find(request);
    known.action = action;
    const route: Route = ROUTES[action];
    const parameters = decodeParameters(written);
    const query = queryIn(route, new URL(request.url).searchParams);
    const { userGuid = null } = parameters;
    known.userGuid = userGuid;
    known.member = 'memberGuid' in parameters ? memberOf(parameters) : null;
    if (route.body) requireJson(request);
    const call: ServedCall = { action, member: known.member, userGuid };
    const permitted = await this.#permit(incoming, route, call);
    const user = permitted.userGuid ?? '';
    known.userGuid = permitted.userGuid;
    let release = user ? await this.#turnOf(user, signal) : () => {};
    try {
      const body = await this.#readBody(request, route);
      this.#checkJobs(action, body, permitted.jobs);
      this.#checkReturn(body);
      await this.#checkStart(request, call);
      signal.throwIfAborted(); // The caller may have left meanwhile.
      if (route.waits) {
        // A call that waits for minutes must not use up the turns of other calls.
        const place = await this.#placeOf(user, signal);
        release();
        release = place;
      }
      const asked = { member: memberOf(parameters), userGuid: user, parameters, body, query };
      const logins = {
        countLogin: (ask: LoginAsk) => this.#logins.take(user, ask).catch(throwUncounted),
        // A poll is good also if nobody can note it. The store has reported why.
        noteReading: (reading: Reading) =>
          this.#logins.note({ ...asked.member, userGuid: user }, reading).catch(() => {}),
        checkLogins: (options: { readonly isAfterAct: boolean }) =>
          this.#logins.check({ ...asked.member, userGuid: user }, options),
      };
      const work = this.#perform(action, { ...asked, ...logins, signal }, request);
      // A command continues when its caller has left, but keeps no place of the caller.
      const result = await untilAborted(signal, work);
      // The session may have ended during a long wait.
      if (route.waits) await this.#permit(incoming, route, call);
      return doneResponse(result);
    } finally {
      release();
    }
  }

  #find(request: Request): { readonly action: Action; readonly written: Parameters } {
    const { basePath = '' } = this.#options;
    const path = pathBelow(basePath, request);
    const found = ACTIONS.flatMap((action) => {
      const written = parametersIn(ADDRESSES[action], path ?? '');
      return written ? [{ action, written }] : [];
    });
    const one = found.find(({ action }) => ADDRESSES[action].method === request.method);
    if (one) return one;
    if (found.length === 0) throw noSuchAddress(path);
    throw notAllowed(found.map(({ action }) => ADDRESSES[action].method));
  }

  /** @returns The user of the path or of the permission (`null` for a call that is about nobody), and what it may start. */
  async #permit(
    { request, context }: Incoming<Context>,
    { who }: Route,
    call: ServedCall,
  ): Promise<{ readonly userGuid: string | null; readonly jobs?: readonly Job[] | undefined }> {
    const { action, userGuid } = call;
    const place = who === 'erasure' ? 'authorizeErasure' : 'authorize';
    const authorize = who === 'erasure' ? this.#served.authorizeErasure : this.#options.authorize;
    if (!authorize || !this.#served.performs[action]) throw notServed(action);
    const isUserOf = place === 'authorize' && this.#served.asks === 'userOf';
    const answer = await this.gate.ask(place, request, async (signal) => {
      const allowed = await authorize(request, call, { signal, context });
      checkResult(isUserOf ? 'userOf' : place, allowed, (thrown) =>
        this.gate.report(thrown, place),
      );
      return allowed;
    });
    const hasNoUser = isUserOf && answer !== false && !isId(Object(answer).userGuid);
    if (answer === 'signedOut' || hasNoUser) throw new Refusal('signed-out');
    const { userGuid: allowed, jobs } = Object(answer) as Partial<
      Exclude<Permission, string | boolean>
    >;
    const isAllowed = isId(allowed)
      ? userGuid === null || userGuid === allowed
      : answer === true && who !== 'user';
    if (!isAllowed)
      throw new Refusal(
        'forbidden',
        answer === true ? { detail: userGuid === null ? NO_USER : TRUE_IS_NO_USER } : {},
      );
    return { userGuid: userGuid ?? (isId(allowed) ? allowed : null), jobs };
  }

  /** @throws {Refusal} for a job, or a product of a new member, that this server or this caller may not start. */
  #checkJobs(action: Action, body: SentTo<Action>['body'], own?: readonly Job[]): void {
    const lists = [this.#options.jobs, own].filter((list) => list !== undefined);
    if (lists.length === 0) return;
    const isServed = (job?: Job) => job && lists.every((list) => list.includes(job));
    const { leadsToJob }: Route = ROUTES[action];
    const isAllowed = jobsIn(action, body).every(isServed) && (!leadsToJob || JOBS.some(isServed));
    if (!isAllowed) throw new Refusal('job-not-served');
  }

  /** @throws {Refusal} for a member that this user may not start. */
  async #checkStart(request: Request, { action, member }: ServedCall): Promise<void> {
    const { mayStart } = this.#served;
    if (action !== 'start' || !member || !mayStart) return;
    const mayBe = await this.gate.ask('authorize', request, (signal) => mayStart(member, signal));
    if (!mayBe) throw new Refusal('forbidden');
  }

  /** @throws {Refusal} if the bank would send the person to an address that is not in the list. */
  #checkReturn(body: SentTo<Action>['body']): void {
    const { returnTo = [] } = this.#options;
    const { clientRedirectUrl, uiMessageWebviewUrlScheme: scheme } = wayIn(body);
    const addresses = [clientRedirectUrl, scheme === undefined ? undefined : `${scheme}:`];
    const isServed = (one?: string) => one === undefined || returnTo.includes(one);
    if (returnTo !== 'any' && !addresses.every(isServed)) throw new Refusal('return-not-served');
  }

  /** @returns The checked body. Empty for a route without a body. */
  async #readBody(request: Request, { body }: Route): Promise<SentTo<Action>['body']> {
    return body ? checked(body, await this.gate.readJson(request), 'body') : {};
  }

  #perform<A extends Action>(action: A, asked: Asked<A>, request: Request): Promise<unknown> {
    const { command, isStraight }: Route = ROUTES[action];
    const { member, body, parameters, userGuid } = asked;
    const perform = this.#served.performs[action];
    if (!perform) throw notServed(action);
    const until = command ? undefined : asked.signal;
    const make = async () => {
      if (!isStraight) return perform(asked);
      return this.gate.callMx(action, until, (signal) => perform({ ...asked, signal }));
    };
    if (!command) return make();
    const run = () => (command === 'anytime' ? make() : this.#commands[command](member, make));
    return this.#repeats.reply(request, { scope: [userGuid, action, parameters], body }, run);
  }
}

/** The refusal of a call that a server was not made for. It names the option that is missing. */
function notServed(action: Action): Refusal {
  const { needs }: Route = ROUTES[action];
  return new Refusal(
    'not-served',
    needs && {
      detail: `This server was made without \`${needs}\`, so it does not serve this call.`,
    },
  );
}

const NO_USER =
  'This caller is not one user, so the path must name the user: begin it with /users/{userGuid}.';
const TRUE_IS_NO_USER =
  '`authorize` must return the user for this call, as `{ userGuid }`: `true` does not name one.';

/** A login that cannot be counted is not sent. */
function throwUncounted(thrown: unknown): never {
  throw thrown instanceof HostError
    ? new Refusal('unavailable', { detail: thrown.message })
    : thrown;
}

/** @throws {TypeError} for options that would serve nothing, or everybody. */
function checkServerOptions<Context>(
  owner: string,
  { authorize, jobs, basePath = '' }: ServerOptions<Context>,
): void {
  if (!authorize)
    throw new TypeError(
      `${owner}: \`authorize\` is required. It must be a function that decides who may do what.`,
    );
  if (!isJobList(jobs)) throw new TypeError(`${owner}: \`jobs\` must be ${JOB_LIST}.`);
  if (!/^(\/[^/?#]+)*$/.test(basePath))
    throw new TypeError(`${owner}: \`basePath\` must begin with a slash and end without one.`);
}

const JOB_LIST = `a list of jobs: ${JOBS.join(', ')}`;

/** Whether it is a list of jobs, or `undefined`. */
const isJobList = (jobs: unknown): boolean =>
  jobs === undefined || (Array.isArray(jobs) && jobs.every((job) => JOBS.includes(job)));

/** What a value is, without the value. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return `${value}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/**
 * What is wrong with a permission, without its value. `null` for nothing. A person without a session can be nothing, or an object
 * without a user.
 */
function wrongKind(name: string, result: unknown): string | null {
  if (result === undefined || result === null || result === '' || result === 'signedOut')
    return null;
  if (typeof result === 'boolean') return name === 'userOf' && result ? kindOf(result) : null;
  if (typeof result !== 'object' || Array.isArray(result)) return kindOf(result);
  const { userGuid = null } = result as { readonly userGuid?: unknown };
  if (userGuid === null || userGuid === '' || isId(userGuid)) return null;
  return `an object whose userGuid is ${typeof userGuid === 'string' ? 'not a guid' : kindOf(userGuid)}`;
}

/**
 * Checks what a function of the operator has returned.
 *
 * @param report Gets the error of a result of another kind, which allows nothing.
 * @throws {WrongResultError} if `jobs` is not a list of jobs.
 */
function checkResult(name: string, result: unknown, report: (thrown: unknown) => void): void {
  const { jobs } = Object(result);
  if (!isJobList(jobs))
    throw new WrongResultError(
      `${name} must return \`jobs\` as ${JOB_LIST}. It returned ${Array.isArray(jobs) ? 'a list with something else' : kindOf(jobs)}.`,
    );
  const kind = wrongKind(name, result);
  const user = "{ userGuid }, false or 'signedOut'";
  if (kind !== null)
    report(
      new WrongResultError(
        `${name} must return ${name === 'userOf' ? user : `true, ${user}`}. It returned ${kind}.`,
      ),
    );
}

const memberOf = ({ userGuid = '', memberGuid = '' }: Parameters): MemberId => ({
  userGuid,
  memberGuid,
});

/** The jobs that a request leads to. MX aggregates each new member, and collects each product with a job. */
function jobsIn(action: Action, body: SentTo<Action>['body']): readonly (Job | undefined)[] {
  const job = ('job' in body ? body.job : null) ?? (action === 'create' ? 'aggregate' : null);
  const products = 'dataRequest' in body ? (body.dataRequest?.products ?? []) : [];
  return [...(job === null ? [] : [job]), ...products.map(jobOfProduct)];
}

/** The way to the bank's own page and back. Empty for a body without it. */
function wayIn(body: SentTo<Action>['body']): SentTo<'oauthWindowUri'>['body'] {
  if ('institutionCode' in body) return body.oauth ?? {};
  return 'clientRedirectUrl' in body || 'uiMessageWebviewUrlScheme' in body ? body : {};
}

/** The job that collects a product. `undefined` for a product that is not known. */
const jobOfProduct = (product: string): Job | undefined =>
  new Map<string, Job>(Object.entries(PRODUCT_JOBS)).get(product);

function decodeParameters(written: Parameters): Parameters {
  const parameters: Record<string, string> = {};
  for (const [name, text] of Object.entries(written)) {
    try {
      parameters[name] = decodeURIComponent(text);
    } catch {
      throw invalid('The path is not correctly percent-encoded.');
    }
    if (name === 'id' && !CREATION_ID.test(parameters[name])) throw invalid(WRONG_CREATION_ID);
    if (!isId(parameters[name]))
      throw invalid(`${name} must be a text of 1 to 256 characters, without control characters.`);
  }
  return parameters;
}

/** The parameters after the question mark that the route knows. */
function queryIn({ query = {} }: Route, search: URLSearchParams): SentTo<Action>['query'] {
  const { properties = {} } = query;
  const known = [...search].filter(([name]) => Object.hasOwn(properties, name));
  const isNumber = (name: string, text: string) =>
    properties[name]?.type === 'integer' && /^\d{1,16}$/.test(text);
  const values = known.map(([name, text]) => [name, isNumber(name, text) ? Number(text) : text]);
  return checked(query, Object.fromEntries(values), 'query');
}
