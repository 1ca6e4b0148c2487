import {
  type BareView,
  type CreationView,
  HostError,
  type MemberHost,
} from '@mx-member/machine/hosting';
import type { Act, Job, MemberId } from '@mx-member/machine/step';
import { type CreatingHost, type Creation, stepOn } from './creation.ts';

/** The last step of each creation: the host follows the member. */

/** How the lifecycle begins. */
export interface Following {
  readonly memberGuid: string;
  /** The job that is asked for. `null` to follow only what runs. @default {@link wishedJob} */
  readonly job?: Job | null;
  /** What has been done to the member, after which MX begins a job by itself. @default nothing */
  readonly act?: Act;
  /**
   * The revision of the member's last outcome at the host. The lifecycle begins again after it. @default null: it
   * begins only if the host does not know the member
   */
  readonly after?: number | null;
}

/** The job that a new member gets. */
export const wishedJob = ({ wish: { job = 'aggregate' } }: Creation): Job => job;

/**
 * The job for a member that the creation has neither made nor given new credentials. What runs there is followed, and nothing but a
 * job that was named is started: a person who connects a bank twice does not ask for another login.
 */
function jobElsewhere(creation: Creation): Job | null {
  const job = wishedJob(creation);
  return job === 'aggregate' ? null : job;
}

/** The view of a member. `null` if the host does not know the member. */
export async function viewOrNull<View extends BareView>(
  host: Pick<MemberHost<View>, 'view'>,
  member: MemberId,
): Promise<View | null> {
  try {
    return await host.view(member);
  } catch (thrown) {
    if (thrown instanceof HostError && thrown.code === 'notFound') return null;
    throw thrown;
  }
}

/** The revision of the outcome that a host has for a member. `null` without an outcome. */
export async function endOf(host: CreatingHost, member: MemberId): Promise<number | null> {
  const view = await viewOrNull(host, member);
  return view?.outcome ? view.revision : null;
}

/**
 * Lets the host follow the member, and only then marks the creation as done. After a crash in between, the member is
 * found by its id and started at the host again, which has no effect.
 */
export async function follow(
  host: CreatingHost,
  creation: Creation,
  { memberGuid, job = wishedJob(creation), act, after = null }: Following,
): Promise<CreationView & { readonly state: 'following' }> {
  const member = { userGuid: creation.userGuid, memberGuid };
  const known = await viewOrNull(host, member);
  const isFollowed = known !== null && !(known.outcome && known.revision === after);
  const view = isFollowed
    ? known
    : await host.start(
        {
          member,
          job,
          ...(creation.wish.isOauth && { oauth: true }),
          ...(act && { act }),
        },
        after === null ? {} : { after },
      );
  await host.creations.keep(stepOn(creation, { step: 'following', memberGuid }));
  return { state: 'following', member, view };
}

/**
 * Follows a member that the creation has neither made nor given new credentials. MX does not show which member that is, so it is stored
 * before the host begins.
 *
 * @param job `null` to follow only what runs. @default {@link jobElsewhere}
 */
export async function join(
  host: CreatingHost,
  creation: Creation,
  { memberGuid, after = null, job = jobElsewhere(creation) }: Omit<Following, 'act'>,
): Promise<CreationView & { readonly state: 'following' }> {
  const how = { memberGuid, after, job };
  const joining = stepOn(creation, { step: 'joining', ...how });
  await host.creations.keep(joining);
  return follow(host, joining, how);
}
