import type { Baseline } from '@mx-member/machine/step';
import type { CreatingHost, Creation } from './creation.ts';
import { BEFORE_FIRST_JOB, follow, stepOn, viewOrNull } from './follow.ts';
import { isAtWork, type ListedMember, type MemberDirectory, membersOf } from './members.ts';
import type { CreationView } from './view.ts';

/** Finds out what came of a request whose reply was lost. It reads alone: nothing is sent again by itself. */

/** The time between two looks, in ms: a replica can lag behind a new member. */
const BETWEEN_LOOKS = 3_000;
const LOOKS = 2;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether a job has begun since. A moment that MX writes in another way counts, because following it does no harm. */
const hasBegun = (member: ListedMember, before: Baseline): boolean =>
  isAtWork(member) || member.reading.aggregatedAt !== before.aggregatedAt;

function foundIn(members: readonly ListedMember[], creation: Creation): ListedMember | undefined {
  if (creation.step !== 'repairing') return members.find(({ id }) => id === creation.id);
  const { memberGuid, before } = creation;
  return members.find((one) => one.member.memberGuid === memberGuid && hasBegun(one, before));
}

/** Looks for what a creation has led to; twice before it says that nothing has come of it. */
export async function findCreated(
  directory: MemberDirectory,
  creation: Creation,
): Promise<ListedMember | undefined> {
  for (let look = 1; ; look += 1) {
    const found = foundIn(await membersOf(directory, creation.userGuid), creation);
    if (found || look === LOOKS) return found;
    await pause(BETWEEN_LOOKS);
  }
}

/** Follows what a creation was found to have led to. */
export const followFound = (
  host: CreatingHost,
  creation: Creation,
  { member: { memberGuid } }: ListedMember,
): Promise<CreationView> =>
  creation.step === 'repairing'
    ? follow(host, creation, { memberGuid, baseline: creation.before, after: creation.after })
    : follow(host, creation, { memberGuid, baseline: BEFORE_FIRST_JOB });

/**
 * Finds out what came of a creation after a crash or a lost reply. Found, the host follows it; not found twice, it needs
 * the credentials again. It must run in the turn of its user, and it throws what the directory throws.
 */
export async function settleCreation(
  directory: MemberDirectory,
  host: CreatingHost,
  creation: Creation,
): Promise<CreationView> {
  if (creation.step === 'following') return creationViewOf(host, creation);
  const found = await findCreated(directory, creation);
  if (found) return followFound(host, creation, found);
  if (creation.step !== 'needsCredentials')
    await host.creations.keep(stepOn(creation, { step: 'needsCredentials' }));
  return { state: 'needsCredentials' };
}

/** What is known of a creation, without asking MX. */
export async function creationViewOf(
  host: CreatingHost,
  creation: Creation,
): Promise<CreationView> {
  switch (creation.step) {
    case 'needsCredentials':
      return { state: 'needsCredentials' };
    case 'following': {
      const { userGuid, memberGuid } = creation;
      const member = { userGuid, memberGuid };
      const view = await viewOrNull(host, member);
      // Its record was forgotten before the creation. The member is there, and nothing is started for it.
      return view ? { state: 'following', member, view } : follow(host, creation, { memberGuid });
    }
    default:
      return { state: 'creating' };
  }
}
