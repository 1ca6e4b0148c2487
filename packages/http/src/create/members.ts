import type {
  CreationRequest,
  Credential,
  ListedMember,
  OauthRequest,
} from '@mx-member/machine/hosting';
import type { CallOptions, MemberId, Reading } from '@mx-member/machine/step';

export type { ListedMember } from '@mx-member/machine/hosting';

/** What creating a member needs from MX. The result of `createMx` has all of it. */

/** Lists members. */
export interface MemberDirectory {
  members(
    request: { readonly userGuid: string; readonly recordsPerPage?: number },
    options?: CallOptions,
  ): AsyncIterable<ListedMember>;
}

/** Creates members and replaces their credentials. Each request is sent once. */
export interface MemberCreator extends MemberDirectory {
  /**
   * @throws {MxError} `conflict` when the user already has this login, or a member with this id. {@link memberNamedBy}
   * reads the member from the error.
   */
  createMember(
    request: Omit<CreationRequest, 'job' | 'oauth'> &
      OauthRequest & { readonly userGuid: string; readonly isOauth?: boolean },
    options?: CallOptions,
  ): Promise<
    ListedMember & {
      readonly oauthWindowUri?: string | null;
      /** Whether MX has started a job by itself (202). @default true */
      readonly isJobRequested?: boolean;
    }
  >;
  updateCredentials(
    request: { readonly member: MemberId; readonly credentials: readonly Credential[] },
    options?: CallOptions,
  ): Promise<{ readonly reading: Reading }>;
  oauthWindowUri(
    request: OauthRequest & { readonly member: MemberId },
    options?: CallOptions,
  ): Promise<{ readonly oauthWindowUri: string }>;
}

/** The maximum that MX lists in one response. */
const PAGE = 1_000;

/** All members of a user. */
export async function membersOf(
  directory: MemberDirectory,
  userGuid: string,
  options?: CallOptions,
): Promise<readonly ListedMember[]> {
  const members: ListedMember[] = [];
  for await (const one of directory.members({ userGuid, recordsPerPage: PAGE }, options))
    members.push(one);
  return members;
}

/** The member that a `conflict` names. `undefined` if MX does not name one (CW). */
export function memberNamedBy(conflict: unknown): string | undefined {
  const { memberGuid } = Object(conflict);
  return typeof memberGuid === 'string' ? memberGuid : undefined;
}

/** Whether MX refused the request because of a conflicting member or a running job. */
export const isConflict = (thrown: unknown): boolean => Object(thrown).code === 'conflict';

/** Whether the bank waits for an answer, or a job runs. New credentials would then not start a job. */
export const isAtWork = ({ reading }: ListedMember): boolean =>
  reading.connectionStatus === 'CHALLENGED' || reading.isBeingAggregated === true;
