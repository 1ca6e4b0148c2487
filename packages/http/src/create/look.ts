import type { CreationView } from '@mx-member/machine/hosting';
import { type Baseline, CONFIRMED_AFTER } from '@mx-member/machine/step';
import { noteFound } from '../logins/keeper.ts';
import { sleep } from '../web/wait.ts';
import { nextOf } from './cases.ts';
import { type CreatingHost, type Creation, stepOn } from './creation.ts';
import { type Following, follow, join, viewOrNull } from './follow.ts';
import { isAtWork, type ListedMember, type MemberDirectory, membersOf } from './members.ts';

/** Finds out whether a request whose reply was lost has reached MX. It only reads, and never repeats a request. */

/** The wait between two reads, in ms. A replica of MX can lag behind for a new member. */
const BETWEEN_LOOKS = CONFIRMED_AFTER.notFoundOnce;
const LOOKS = 2;

/**
 * Whether MX has the new credentials: a job has begun since, or waits (UPDATED, N-MEM). A time in another format counts as a change,
 * because following the member does no harm.
 */
const hasArrived = (member: ListedMember, before: Baseline): boolean => {
  const { aggregatedAt, connectionStatus } = member.reading;
  const waits = connectionStatus === 'UPDATED' && before.connectionStatus !== 'UPDATED';
  return isAtWork(member) || waits || aggregatedAt !== before.aggregatedAt;
};

function foundIn(members: readonly ListedMember[], creation: Creation): ListedMember | undefined {
  if (creation.step !== 'repairing') return members.find(({ id }) => id === creation.id);
  const { memberGuid, before } = creation;
  return members.find((one) => one.member.memberGuid === memberGuid && hasArrived(one, before));
}

/** Searches for the member of a creation. It reads twice before it reports that the member does not exist. */
export async function findCreated(
  directory: MemberDirectory,
  creation: Creation,
): Promise<ListedMember | undefined> {
  for (let look = 1; ; look += 1) {
    const found = foundIn(await membersOf(directory, creation.userGuid), creation);
    if (found || look === LOOKS) return found;
    await sleep(BETWEEN_LOOKS);
  }
}

/**
 * Follows the member of a creation whose request may have been sent before.
 *
 * @param isNew Whether the creation has made it, or given it new credentials.
 */
export function followFound(
  host: CreatingHost,
  creation: Creation,
  member: ListedMember,
  isNew = true,
): Promise<CreationView & { readonly state: 'following' }> {
  const { memberGuid } = member.member;
  const { wish } = creation;
  const begin = (how: Omit<Following, 'memberGuid'>) =>
    follow(host, creation, { memberGuid, ...how });
  if (nextOf({ wish, reply: 'lost', member, isOwn: true }) === 'start') return begin({});
  if (!isNew) return join(host, creation, { memberGuid });
  const { at } = creation;
  if (creation.step !== 'repairing')
    return begin({ act: { type: 'creation', before: null, reply: null, at } });
  const { before, after } = creation;
  return begin({ act: { type: 'credentials', before, reply: null, at }, after });
}

/**
 * Finds out what happened to a creation after a crash or a lost reply. If the member exists, the host follows it. If
 * two reads do not find it, the user has to enter the credentials again.
 *
 * Call it only inside `run` of the creation's user. It rejects with the errors of the directory.
 */
export async function settleCreation(
  directory: MemberDirectory,
  host: CreatingHost,
  creation: Creation,
): Promise<CreationView> {
  if (creation.step === 'following') return creationViewOf(host, creation);
  if (creation.step === 'joining') return follow(host, creation, creation);
  const found = await findCreated(directory, creation);
  if (found) {
    if (host.logins) await noteFound(host.logins, found.member, found.reading);
    return followFound(host, creation, found);
  }
  if (creation.step !== 'needsCredentials')
    await host.creations.keep(stepOn(creation, { step: 'needsCredentials' }));
  return { state: 'needsCredentials' };
}

/** The view of a creation, without asking MX. */
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
      // The member's record was forgotten before the creation. The member still exists, and following it starts
      // nothing.
      return view
        ? { state: 'following', member, view }
        : follow(host, creation, { memberGuid, job: null });
    }
    default:
      return { state: 'creating' };
  }
}
