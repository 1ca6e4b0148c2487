import {
  type CreationAuthorization,
  type CreationHandlerOptions,
  createCreationHandler,
  type MemberCreator,
} from '@mx-member/http/create';
import {
  type AskOptions,
  createHostHandler,
  type HostCall,
  type HostHandlerOptions,
  type RequestHandler,
} from '@mx-member/http/host';
import { checkOptions, isId, type MemberAccess } from '@mx-member/machine/hosting';
import { JOBS, type Job, type MemberId } from '@mx-member/machine/step';

/**
 * Returns the MX user of the caller, from the headers of the request or from `context`. `'signedOut'` means 401, and so does
 * anything without a user, such as `undefined`; `false` means 403. It is asked once for each request, must not read the body, and must not take a guid from the request.
 */
export type UserOf<Context = undefined> = (
  request: Request,
  options: AskOptions<Context>,
) => CreationAuthorization | Promise<CreationAuthorization>;

/** Options of {@link createMembersHandler}. */
export interface MembersHandlerOptions<Context = undefined>
  extends Pick<
    HostHandlerOptions<Context>,
    'webhook' | 'publicUrl' | 'allowedOrigins' | 'basePath' | 'callerLimits' | 'maxBody' | 'timeout'
  > {
  /** From `createHost` or `createRestateHost`. */
  readonly host: CreationHandlerOptions['host'];
  /** The result of `createMx`. */
  readonly mx: MemberCreator & MemberAccess;
  /** Returns the MX user of the caller. */
  readonly userOf: UserOf<Context>;
  /**
   * The jobs that a page may start, also for a new member. Each job costs a login at the bank, and some cost money.
   *
   * @default ['aggregate']
   */
  readonly jobs?: readonly Job[];
  /** The addresses to which a page may send a user after the login at the bank. @default none */
  readonly returnTo?: readonly string[];
  /**
   * Called with errors that the caller does not see. @default logs the error's name and our code to the console, at
   * most once a minute
   */
  readonly onError?: (thrown: unknown, where: string) => void;
}

const OPTIONS = [
  'host',
  'mx',
  'userOf',
  'jobs',
  'returnTo',
  'webhook',
  'publicUrl',
  'allowedOrigins',
  'basePath',
  'callerLimits',
  'maxBody',
  'timeout',
  'onError',
] as const;

/** The path of a creation, after `basePath`. */
const CREATION = /^(?:\/users\/[^/]+)?\/creations\//;

/**
 * Serves everything that a page of your users needs: members, new members, and webhooks of MX. It takes a `Request`, and
 * returns a `Response`. Callers reach only members of their own user. They can start a member only if the host knows it,
 * or if MX lists it as a member of their user. They can erase nothing.
 *
 * For other rules, use `createHostHandler` and `createCreationHandler`.
 *
 * ```ts
 * const handler = createMembersHandler({ host, mx, userOf: () => ({ userGuid }), basePath: '/api/mx' });
 * ```
 *
 * @throws {TypeError} without `userOf`, or when an option is wrong.
 */
export function createMembersHandler<Context = undefined>(
  options: MembersHandlerOptions<Context>,
): RequestHandler<Context> {
  checkOptions('createMembersHandler', options, OPTIONS);
  const {
    host,
    mx,
    userOf: _userOf,
    jobs = ['aggregate'],
    callerLimits,
    returnTo,
    ...rest
  } = options;
  if (!Array.isArray(jobs) || !jobs.every((job) => JOBS.includes(job)))
    throw new TypeError(
      `createMembersHandler: \`jobs\` must be a list of jobs: ${JOBS.join(', ')}.`,
    );
  const rules = new OwnMembers(options, jobs);
  const members = createHostHandler<Context>(host, {
    ...rest,
    access: mx,
    callerLimits,
    callerOf: (request, given) => rules.callerOf(request, given),
    authorize: (request, call, given) => rules.authorize(request, call, given),
  });
  const { webhook: _webhook, ...shared } = rest;
  const creations = createCreationHandler<Context>({
    ...shared,
    mx,
    host,
    returnTo,
    authorize: (request, { job }, given) => rules.authorizeCreation(request, job, given),
  });
  const { basePath = '' } = options;
  return (request, ...context) => {
    const { pathname } = new URL(request.url);
    const isCreation = CREATION.test(pathname.slice(basePath.length));
    return isCreation ? creations(request, ...context) : members(request, ...context);
  };
}

/** A caller without a user is signed out: `undefined` of a missing session must not become a user. */
function toUser(answer: unknown): CreationAuthorization {
  if (answer === false) return false;
  const { userGuid } = Object(answer);
  return isId(userGuid) ? { userGuid } : 'signedOut';
}

/** Lets callers do what concerns members of their own user. */
class OwnMembers<Context> {
  readonly #options: MembersHandlerOptions<Context>;
  readonly #jobs: readonly Job[];
  /** The callers of requests that are being served. */
  readonly #users = new WeakMap<Request, Promise<CreationAuthorization>>();

  constructor(options: MembersHandlerOptions<Context>, jobs: readonly Job[]) {
    this.#options = options;
    this.#jobs = jobs;
  }

  userOf(request: Request, given: AskOptions<Context>): Promise<CreationAuthorization> {
    const known = this.#users.get(request);
    if (known) return known;
    const asked = (async () => toUser(await this.#options.userOf(request, given)))();
    this.#users.set(request, asked);
    return asked;
  }

  async callerOf(request: Request, given: AskOptions<Context>): Promise<string | null> {
    const user = await this.userOf(request, given);
    if (user === 'signedOut') return null;
    return user ? `user ${user.userGuid}` : 'somebody without a user';
  }

  async authorizeCreation(
    request: Request,
    job: Job | null,
    given: AskOptions<Context>,
  ): Promise<CreationAuthorization> {
    const user = await this.userOf(request, given);
    return user === 'signedOut' || this.#isServed(job) ? user : false;
  }

  async authorize(
    request: Request,
    { action, member, userGuid, job }: HostCall,
    given: AskOptions<Context>,
  ): Promise<boolean | 'signedOut'> {
    const user = await this.userOf(request, given);
    if (user === 'signedOut' || user === false) return user;
    if (member === null) return userGuid === null; // The login form of a bank, which belongs to nobody.
    if (userGuid !== user.userGuid) return false;
    if (action !== 'start') return true;
    return this.#isServed(job) && this.#exists(member, given.signal);
  }

  #isServed(job: Job | null): boolean {
    return job === null || this.#jobs.includes(job);
  }

  /** Whether this is a member of this user. MX is asked only if the host does not know the member. */
  async #exists(member: MemberId, signal: AbortSignal): Promise<boolean> {
    const { host, mx } = this.#options;
    try {
      await host.view(member);
      return true;
    } catch (thrown) {
      const { code } = Object(thrown);
      if (code === 'unreadable') return true;
      if (code !== 'notFound') throw thrown;
    }
    const { userGuid, memberGuid } = member;
    for await (const one of mx.members({ userGuid }, { signal }))
      if (one.member.memberGuid === memberGuid) return true;
    return false;
  }
}
