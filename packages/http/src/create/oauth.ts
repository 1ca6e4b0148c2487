import type { CreationAttempt } from './attempt.ts';
import { endOf, follow } from './follow.ts';
import type { ListedMember } from './members.ts';
import type { CreationView } from './view.ts';

/** A member whose user logs in at the bank's own page. */

/** A member of the same institution whose user never came back from the bank's page; the one with the `id` first (CW). */
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

/** Opens the bank's page once more for a member that is there. */
export async function reopenWindow(
  { mx, host, creation, oauth }: CreationAttempt,
  { member }: ListedMember,
): Promise<CreationView> {
  const { oauthWindowUri } = await mx.oauthWindowUri({ ...oauth, member });
  const after = await endOf(host, member);
  const { memberGuid } = member;
  return { ...(await follow(host, creation, { memberGuid, after })), oauthWindowUri };
}
