import type { CreationAttempt } from './attempt.ts';
import { endOf, follow, stepOn } from './follow.ts';
import { findCreated, followFound, settleCreation } from './look.ts';
import {
  isAtWork,
  isConflict,
  isRefused,
  type ListedMember,
  memberNamedBy,
  membersOf,
} from './members.ts';
import { reopenWindow } from './oauth.ts';
import { type CreationView, candidateOf } from './view.ts';

/** Handles a 409 to the request that creates a member. */

/**
 * Finds the member that caused a 409. MX sends the same 409 for two cases, so the user's members tell them apart. A
 * member with this `id` is followed. A member with this login is repaired in place if it is clear which one it is.
 */
export async function resolveConflict(
  attempt: CreationAttempt,
  thrown: unknown,
): Promise<CreationView> {
  const { mx, host, creation, mayBeCreated } = attempt;
  const own = await findOwn(attempt);
  if (own && mayBeCreated) return followFound(host, creation, own);
  if (own) return follow(host, creation, { memberGuid: own.member.memberGuid });
  const members = await membersOf(mx, creation.userGuid);
  const candidates = members.filter(
    ({ institutionCode, isManual }) => institutionCode === creation.institutionCode && !isManual,
  );
  const named = memberNamedBy(thrown);
  const meant =
    members.find(({ member }) => member.memberGuid === named) ??
    (candidates.length === 1 ? candidates[0] : undefined);
  return meant ? repair(attempt, meant) : giveUp(attempt, candidates);
}

/** Finds the member with this `id`. An earlier request may become visible late, so it waits for that. */
async function findOwn({
  mx,
  creation,
  mayBeCreated,
}: CreationAttempt): Promise<ListedMember | undefined> {
  if (mayBeCreated) return findCreated(mx, creation);
  const members = await membersOf(mx, creation.userGuid);
  return members.find(({ id }) => id === creation.id);
}

/** Forgets the creation. MX refused the request, and nothing else was sent. */
async function giveUp(
  { host, creation }: CreationAttempt,
  candidates: readonly ListedMember[],
): Promise<CreationView> {
  await host.creations.remove(creation);
  return { state: 'conflict', candidates: candidates.map(candidateOf) };
}

/**
 * Repairs a member in place, so that it keeps its history. It gets the new credentials, or is only followed while a job
 * runs.
 */
async function repair(attempt: CreationAttempt, meant: ListedMember): Promise<CreationView> {
  const { creation, host } = attempt;
  if (isAtWork(meant)) return followAtWork(attempt, meant);
  if (creation.isOauth !== meant.isOauth) return giveUp(attempt, [meant]);
  if (meant.isOauth) return reopenWindow(attempt, meant);
  const after = await endOf(host, meant.member);
  const { memberGuid } = meant.member;
  const repairing = stepOn(creation, {
    step: 'repairing',
    memberGuid,
    before: beforeOf(meant),
    after,
  });
  await host.creations.keep(repairing);
  const renewed = await renew({ ...attempt, creation: repairing }, meant);
  return 'state' in renewed
    ? renewed
    : follow(host, repairing, { memberGuid, baseline: renewed.reading, after });
}

async function followAtWork({ host, creation }: CreationAttempt, { member }: ListedMember) {
  const { memberGuid } = member;
  return follow(host, creation, { memberGuid, after: await endOf(host, member) });
}

/** The member's state before its credentials are replaced. */
const beforeOf = ({ reading }: ListedMember) => ({
  connectionStatus: reading.connectionStatus,
  ...(reading.errorCode !== undefined && { errorCode: reading.errorCode }),
  ...(reading.aggregatedAt !== undefined && { aggregatedAt: reading.aggregatedAt }),
  ...(reading.successfullyAggregatedAt !== undefined && {
    successfullyAggregatedAt: reading.successfullyAggregatedAt,
  }),
});

/** Sends the new credentials once. @returns What MX replied, or the resulting view if MX refused or did not reply. */
async function renew(
  attempt: CreationAttempt,
  meant: ListedMember,
): Promise<Pick<ListedMember, 'reading'> | CreationView> {
  const { mx, host, creation, credentials } = attempt;
  try {
    return await mx.updateCredentials({ member: meant.member, credentials });
  } catch (thrown) {
    if (isConflict(thrown)) return afterBusy(attempt, meant);
    if (!isRefused(thrown)) return settleCreation(mx, host, creation);
    await host.creations.remove(creation);
    throw thrown;
  }
}

/** Handles a refusal of the new credentials: a job has begun meanwhile, or another member has this login. */
async function afterBusy(attempt: CreationAttempt, meant: ListedMember): Promise<CreationView> {
  const { mx, creation } = attempt;
  const { memberGuid } = meant.member;
  const members = await membersOf(mx, creation.userGuid);
  const now = members.find(({ member }) => member.memberGuid === memberGuid);
  return now && isAtWork(now) ? followAtWork(attempt, now) : giveUp(attempt, [meant]);
}
