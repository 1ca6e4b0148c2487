import { checkOptions, type MemberAccess } from '@mx-member/machine/hosting';
import type { Job, MemberId } from '@mx-member/machine/step';
import type { AskOptions, RequestHandler } from '../context.ts';
import type { CreatingHost } from '../create/creation.ts';
import type { MemberCreator } from '../create/members.ts';
import type { InstitutionDirectory } from '../directory.ts';
import { type Permission, SERVER_OPTIONS } from '../server.ts';
import { type HostHandlerOptions, type NewMemberLimits, serveHost } from './handler.ts';

/** Options of {@link createMembersHandler}. */
export interface MembersHandlerOptions<Context = undefined>
  extends Omit<
    HostHandlerOptions<Context>,
    'authorize' | 'authorizeErasure' | 'access' | 'creator' | 'institutions' | 'jobs' | 'newMembers'
  > {
  /** From `createHost` or `createRestateHost`. */
  readonly host: CreatingHost;
  /** The result of `createMx`. */
  readonly mx: MemberCreator & MemberAccess & InstitutionDirectory;
  /**
   * Returns the MX user of the caller, from the headers of the request or from `context`. `jobs` beside it limits what this
   * caller may start. `'signedOut'` means 401, and so does anything without a user, such as `undefined`; `false` means 403.
   * It is asked before the body is read, which it must not do, and must not take a guid from the request.
   */
  readonly userOf: (
    request: Request,
    options: AskOptions<Context>,
  ) => Exclude<Permission, true> | Promise<Exclude<Permission, true>>;
  /**
   * The jobs that a page may start, also for a new member. Each job costs a login at the bank, and some cost money.
   *
   * @default ['aggregate']
   */
  readonly jobs?: readonly Job[];
  /**
   * What a page may set of a new member.
   *
   * @default `{ metadata: false, useCases: ['PFM', 'MONEY_MOVEMENT'] }`, the two use cases that MX documents (OAS25)
   */
  readonly newMembers?: NewMemberLimits;
}

const NEW_MEMBERS: NewMemberLimits = { metadata: false, useCases: ['PFM', 'MONEY_MOVEMENT'] };

const OPTIONS = [
  ...SERVER_OPTIONS.filter((name) => name !== 'authorize'),
  ...(['host', 'mx', 'userOf', 'newMembers', 'webhook'] as const),
];

/**
 * Serves everything that a page of your users needs: the search for a bank, members, new members, and webhooks of MX. It takes a `Request`, and
 * returns a `Response`. Callers reach only members of their own user. They can start a member only if the host knows it,
 * or if MX lists it as a member of their user. They can erase nothing.
 *
 * It is `createHostHandler` with a permission of its own. For other rules, use that one.
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
  const { host, mx, userOf, jobs = ['aggregate'], newMembers, ...rest } = options;
  const served: HostHandlerOptions<Context> = {
    ...rest,
    jobs,
    newMembers: { ...NEW_MEMBERS, ...newMembers },
    access: mx,
    creator: mx,
    institutions: mx,
    authorize: (request, _, options) => userOf(request, options),
  };
  return serveHost('createMembersHandler', host, served, {
    asks: 'userOf',
    mayStart: (member, signal) => exists({ host, mx }, member, signal),
  });
}

/** Whether this is a member of this user. MX is asked only if the host does not know the member. */
async function exists(
  { host, mx }: Pick<MembersHandlerOptions, 'host' | 'mx'>,
  member: MemberId,
  signal: AbortSignal,
): Promise<boolean> {
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
