import type { MemberId } from '@mx-member/machine/step';
import type { LoginAsk, SettleLogin } from '../logins/logins.ts';
import { isRefused } from '../web/refused.ts';
import { baselineOf, type CreatingHost, type Creation } from './creation.ts';
import { endOf } from './follow.ts';
import { type MemberDirectory, membersOf } from './members.ts';

/**
 * New credentials that go straight to MX, which then starts a job. The host stores that they are about to be sent. So if
 * the process dies, or the reply is lost, the host looks whether a job has begun, and follows it.
 */

/** The credentials that are being sent. */
export interface Renewal {
  /** MX has answered, or the request has failed with this error. */
  end(thrown?: unknown): Promise<void>;
}

/** No client can name it, because an id of a client has no space. */
const idOf = ({ memberGuid }: MemberId): string => `credentials of ${memberGuid}`;

/**
 * Counts the login, and stores that new credentials are about to be sent.
 *
 * @param directory Shows the member's state before. Without it, a member that MX lists counts as one whose job has begun.
 * @throws {HostError} when it could not be stored. {@link MxError} when MX does not list the members.
 */
export async function beginRenewal(
  {
    host,
    directory,
  }: { readonly host: CreatingHost; readonly directory?: MemberDirectory | undefined },
  member: MemberId,
  countLogin: (ask: LoginAsk) => Promise<SettleLogin>,
): Promise<Renewal> {
  const { userGuid, memberGuid } = member;
  // A record that cannot be read has no outcome to continue from. The start that follows says so.
  const after = await endOf(host, member).catch((thrown: unknown) => {
    if (Object(thrown).code === 'unreadable') return null;
    throw thrown;
  });
  const members = directory ? await membersOf(directory, userGuid) : [];
  const listed = members.find((one) => one.member.memberGuid === memberGuid);
  const creation: Creation = {
    userGuid,
    id: idOf(member),
    wish: { institutionCode: listed?.institutionCode ?? 'unknown', isOauth: false },
    at: Date.now(),
    step: 'repairing',
    memberGuid,
    before: listed ? baselineOf(listed.reading) : {},
    after,
  };
  const { reading, institutionCode } = listed ?? {};
  const settle = await countLogin({ memberGuid, reading, institutionCode });
  try {
    await host.creations.keep(creation);
  } catch (thrown) {
    await settle(null);
    throw thrown;
  }
  return {
    async end(thrown) {
      if (isRefused(thrown)) await settle(null);
      const isClear = thrown === undefined || isRefused(thrown);
      if (isClear) host.creations.remove(creation).catch(() => host.creations.lookLater(creation));
      else host.creations.lookLater(creation);
    },
  };
}
