import { checkOptions, HostError, type OauthRequest } from '@mx-member/machine/hosting';
import type { Job } from '@mx-member/machine/step';
import type { CreationAttempt } from './attempt.ts';
import { resolveConflict } from './conflict.ts';
import { CREATION_ID, type CreatingHost, type CreationId, WRONG_CREATION_ID } from './creation.ts';
import { follow } from './follow.ts';
import { creationViewOf, settleCreation } from './look.ts';
import {
  type Credential,
  isConflict,
  isRefused,
  type MemberCreator,
  membersOf,
} from './members.ts';
import { findPending, reopenWindow } from './oauth.ts';
import type { CreationView } from './view.ts';

/** Arguments of {@link createAndStart}. */
export interface CreateAndStartRequest extends CreationId {
  /** For example the result of `createMx`. The credentials are sent only there. */
  readonly mx: MemberCreator;
  /** The host that follows the member, from `createHost` or `createRestateHost`. */
  readonly host: CreatingHost;
  /** The bank, for example `mxbank`. */
  readonly institutionCode: string;
  /** What the user entered in the bank's login form. Leave it out with `oauth`. */
  readonly credentials?: readonly Credential[];
  /** For a user who logs in at the bank's own page. `{}` is enough. @default the user entered `credentials` */
  readonly oauth?: OauthRequest;
  /**
   * The job that you want. Creating a member already starts an aggregation, so `aggregate` starts nothing more. Any
   * other job starts after the aggregation has ended, unless the login has failed. It is stored with the creation, so it
   * also runs after a crash, and when the user already has this login. @default 'aggregate'
   */
  readonly job?: Job;
}

const REQUEST = [
  'mx',
  'host',
  'userGuid',
  'id',
  'institutionCode',
  'credentials',
  'oauth',
  'job',
] as const;

/**
 * @throws {HostError} `invalid` when arguments are missing or contradict each other. The message does not quote a
 * value.
 */
function checkRequest({
  host,
  id,
  userGuid,
  institutionCode,
  ...rest
}: CreateAndStartRequest): void {
  if (!host.creations)
    throw new HostError(
      'invalid',
      'This host cannot store creations. Use a host from `createHost` or `createRestateHost`, or call the server that has one.',
    );
  if (!CREATION_ID.test(String(id))) throw new HostError('invalid', WRONG_CREATION_ID);
  if (![userGuid, institutionCode].every((text) => typeof text === 'string' && text !== ''))
    throw new HostError('invalid', '`userGuid` and `institutionCode` must not be empty.');
  const hasCredentials = rest.credentials !== undefined && rest.credentials.length > 0;
  if (hasCredentials === (rest.oauth !== undefined))
    throw new HostError('invalid', 'Give either `credentials` or `oauth`.');
}

/**
 * Creates a member, or finds the member that it created earlier under the same `id`, and lets the host follow it.
 *
 * At most one login happens for one `id`, however often the function is called and whatever crashes. The host stores
 * user, institution and `id` before MX is called, and never stores the credentials.
 *
 * If the user already has this login, its member is repaired in place and keeps its guid and its history.
 *
 * ```ts
 * const created = await createAndStart({ mx, host, id, userGuid, institutionCode, oauth: {} });
 * if (created.state === 'following') show(created.view);
 * ```
 *
 * @throws {MxError} when MX has refused the request; then nothing is stored. Also when MX cannot be read after a lost
 * reply; then the host searches for the member later, and `readCreation` returns what it found.
 * @throws {HostError} `invalid` for wrong arguments. `unreachable` when the host cannot store the creation; then MX was
 * not called.
 */
export async function createAndStart(request: CreateAndStartRequest): Promise<CreationView> {
  checkOptions('createAndStart', request, REQUEST);
  checkRequest(request);
  const { host, userGuid, id } = request;
  try {
    return await host.creations.run(userGuid, () => findOrCreate(request));
  } catch (thrown) {
    host.creations.lookLater({ userGuid, id });
    throw thrown;
  }
}

async function findOrCreate(request: CreateAndStartRequest): Promise<CreationView> {
  const { mx, host, userGuid, id, institutionCode } = request;
  const known = await host.creations.find({ userGuid, id });
  if (known && known.institutionCode !== institutionCode)
    throw new HostError('invalid', 'This id belongs to a member of another institution.');
  if (known && known.step !== 'needsCredentials') {
    const settled = await settleCreation(mx, host, known);
    if (settled.state === 'following') return settled;
  }
  return create(attemptOf(request, known !== null));
}

const attemptOf = (
  { mx, host, userGuid, id, institutionCode, ...rest }: CreateAndStartRequest,
  mayBeCreated: boolean,
): CreationAttempt => ({
  mx,
  host,
  creation: {
    userGuid,
    id,
    institutionCode,
    isOauth: rest.oauth !== undefined,
    job: rest.job === 'aggregate' ? null : (rest.job ?? null),
    at: Date.now(),
    step: 'creating',
  },
  credentials: rest.credentials ?? [],
  oauth: rest.oauth ?? {},
  mayBeCreated,
});

async function create(attempt: CreationAttempt): Promise<CreationView> {
  const { mx, host, creation } = attempt;
  if (creation.isOauth) {
    const pending = findPending(await membersOf(mx, creation.userGuid), creation);
    if (pending) return reopenWindow(attempt, pending);
  }
  await host.creations.keep(creation);
  const created = await send(attempt);
  if ('state' in created) return created;
  const { member, reading: baseline, oauthWindowUri, isJobRequested = true } = created;
  // A member that MX has created without a job would wait for one. At the bank's page no job is expected yet.
  const isIdle = creation.job === null && !isJobRequested && !creation.isOauth;
  const job = isIdle ? 'aggregate' : creation.job;
  const view = await follow(host, creation, { memberGuid: member.memberGuid, job, baseline });
  return oauthWindowUri ? { ...view, oauthWindowUri } : view;
}

/** Sends the request once. @returns The new member, or the resulting view if MX refused or did not reply. */
async function send(
  attempt: CreationAttempt,
): Promise<Awaited<ReturnType<MemberCreator['createMember']>> | CreationView> {
  const { mx, host, creation, credentials, oauth } = attempt;
  const { userGuid, id, institutionCode } = creation;
  const login = creation.isOauth ? { ...oauth, isOauth: true } : { credentials };
  try {
    return await mx.createMember({ userGuid, id, institutionCode, ...login });
  } catch (thrown) {
    if (isConflict(thrown)) return resolveConflict(attempt, thrown);
    if (!isRefused(thrown)) return settleCreation(mx, host, creation);
    await host.creations.remove(creation);
    throw thrown;
  }
}

/**
 * Reads the result of a creation, as the host knows it. Use it after a page reload or a restart of the host.
 *
 * @returns `null` for an unknown creation.
 */
export async function readCreation({
  host,
  userGuid,
  id,
}: CreationId & { readonly host: CreatingHost }): Promise<CreationView | null> {
  const creation = await host.creations.find({ userGuid, id });
  return creation && creationViewOf(host, creation);
}
