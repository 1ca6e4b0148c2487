import { HostError } from '@mx-member/machine/hosting';
import type { Baseline, Job, MemberId, MemberView } from '@mx-member/machine/step';
import type { CreatingHost, Creation, CreationStep } from './creation.ts';
import type { CreationView } from './view.ts';

/** The last part of each creation: the host follows the member. */

/** How a member was before its first job. */
export const BEFORE_FIRST_JOB: Baseline = { aggregatedAt: null, successfullyAggregatedAt: null };

/** What the lifecycle begins with. */
export interface Following {
  readonly memberGuid: string;
  /** A job that the lifecycle starts; `null` for one that runs. @default null */
  readonly job?: Job | null;
  /** How the member was before the job. @default the first reading */
  readonly baseline?: Baseline;
  /** The end that the host has of the member, after which it begins again. @default it begins where nothing is known */
  readonly after?: number | null;
}

/** The same creation, a step on. */
export const stepOn = (
  { userGuid, id, institutionCode, isOauth, at }: Creation,
  step: CreationStep,
): Creation => ({ userGuid, id, institutionCode, isOauth, at, ...step });

/** The view of a member; `null` where the host does not know it. */
export async function viewOrNull(host: CreatingHost, member: MemberId): Promise<MemberView | null> {
  try {
    return await host.view(member);
  } catch (thrown) {
    if (thrown instanceof HostError && thrown.code === 'notFound') return null;
    throw thrown;
  }
}

/** The revision of the end that a host has of a member; `null` when it has none. */
export async function endOf(host: CreatingHost, member: MemberId): Promise<number | null> {
  const view = await viewOrNull(host, member);
  return view?.outcome ? view.revision : null;
}

/**
 * The host follows the member, and only then the creation is kept as done. After a crash in between, the member is found by
 * its id, and its start at the host is repeated, which starts nothing.
 */
export async function follow(
  host: CreatingHost,
  creation: Creation,
  { memberGuid, job = null, baseline, after = null }: Following,
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
          ...(creation.isOauth && { oauth: true }),
          ...(baseline && { baseline }),
        },
        after === null ? {} : { after },
      );
  await host.creations.keep(stepOn(creation, { step: 'following', memberGuid }));
  return { state: 'following', member, view };
}
