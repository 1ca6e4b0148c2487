import type { CreationAttempt } from './attempt.ts';
import { endOf, follow } from './follow.ts';
import type { ListedMember } from './members.ts';
import type { CreationView } from './view.ts';

/** Members whose user logs in at the bank's own page. */

/**
 * Finds a member of the same institution whose user never came back from the bank's page. A member with the `id` is
 * preferred (CW).
 */
export function findPending(
  members: readonly ListedMember[],
  { id, institutionCode }: CreationAttempt['creation'],
): ListedMember | undefined {
  const pending = members.filter(
    (one) =>
      one.isOauth &&
      one.institutionCode === institutionCode &&
      one.reading.connectionStatus === 'PENDING',
  );
  return pending.find((one) => one.id === id) ?? pending[0];
}

/** Opens the bank's page again for an existing member. */
export async function reopenWindow(
  { mx, host, creation, oauth }: CreationAttempt,
  { member }: ListedMember,
): Promise<CreationView> {
  const { oauthWindowUri } = await mx.oauthWindowUri({ ...oauth, member });
  const after = await endOf(host, member);
  const { memberGuid } = member;
  return { ...(await follow(host, creation, { memberGuid, after })), oauthWindowUri };
}
