import type { CallOptions, MemberId } from '@mx-member/machine/step';
import type { CreatingHost, Creation } from './creation.ts';
import { viewOrNull } from './follow.ts';
import { type ListedMember, type MemberDirectory, membersOf } from './members.ts';

/** Deletes members whose user never came back from the bank's page. */

const DAY = 24 * 60 * 60 * 1000;

/**
 * Deletes the user's members that `createAndStart` created for an OAuth login and that are still PENDING. A PENDING
 * member has no data that could be lost.
 *
 * MX does not say when a member was created, so only members in the host's list of creations are deleted. The host
 * keeps that list for its `retention`: call this function more often than that.
 *
 * @returns The deleted members.
 * @throws {MxError} when MX refuses a deletion. Members before that one are already deleted.
 */
export async function deleteAbandonedMembers({
  mx,
  host,
  userGuid,
  olderThan = DAY,
}: {
  /** For example the result of `createMx`. */
  readonly mx: MemberDirectory & {
    deleteMember(request: { readonly member: MemberId }, options?: CallOptions): Promise<void>;
  };
  readonly host: CreatingHost;
  readonly userGuid: string;
  /**
   * Only members whose user was last sent to the bank's page at least this long ago, in ms. @default 86400000 (1 day)
   */
  readonly olderThan?: number;
}): Promise<readonly MemberId[]> {
  return host.creations.run(userGuid, async () => {
    const creations = await host.creations.ofUser(userGuid);
    const deleted: MemberId[] = [];
    for (const { member } of await pendingOf(mx, userGuid)) {
      const own = creations.filter((one) => isOf(one, member));
      if (!isOld(own, olderThan) || (await isRunning(host, member))) continue;
      await mx.deleteMember({ member });
      for (const creation of own) await host.creations.remove(creation);
      deleted.push(member);
    }
    return deleted;
  });
}

async function pendingOf(mx: MemberDirectory, userGuid: string): Promise<readonly ListedMember[]> {
  const members = await membersOf(mx, userGuid);
  return members.filter(
    ({ isOauth, reading }) => isOauth && reading.connectionStatus === 'PENDING',
  );
}

const isOf = (creation: Creation, { memberGuid }: MemberId): boolean =>
  creation.step === 'following' && creation.memberGuid === memberGuid;

const isOld = (creations: readonly Creation[], olderThan: number): boolean =>
  creations.length > 0 && creations.every(({ at }) => at <= Date.now() - olderThan);

async function isRunning(host: CreatingHost, member: MemberId): Promise<boolean> {
  const view = await viewOrNull(host, member);
  return view !== null && !view.outcome;
}
