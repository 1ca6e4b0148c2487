import type { MemberId } from '@mx-member/machine/step';
import type { CreatingHost, Creation } from './creation.ts';
import { viewOrNull } from './follow.ts';
import { type ListedMember, type MemberRemover, membersOf } from './members.ts';

/** Members whose user never came back from the bank's page. */

const DAY = 24 * 60 * 60 * 1000;

/** What {@link deleteAbandonedMembers} is called with. */
export interface AbandonedRequest {
  /** `createMx` is one. */
  readonly mx: MemberRemover;
  readonly host: CreatingHost;
  readonly userGuid: string;
  /** How long ago the user was last sent to the bank's page, in ms. @default 86400000 (1 day) */
  readonly olderThan?: number;
}

/**
 * Deletes members of a user that `createAndStart` has made for an OAuth login, and that are PENDING still. MX does not say when a
 * member was made, so only those are deleted that the host's creations know. They are known as long as the host's
 * `retention`: call it more often than that. A PENDING member has no data that could be lost.
 *
 * @returns The members that were deleted.
 * @throws {MxError} When MX refuses; those before are deleted.
 */
export async function deleteAbandonedMembers({
  mx,
  host,
  userGuid,
  olderThan = DAY,
}: AbandonedRequest): Promise<readonly MemberId[]> {
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

async function pendingOf(mx: MemberRemover, userGuid: string): Promise<readonly ListedMember[]> {
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
