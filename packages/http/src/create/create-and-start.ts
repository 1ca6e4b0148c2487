import { HostError } from '@mx-member/machine/hosting';
import type { Job } from '@mx-member/machine/step';
import type { CreationAttempt } from './attempt.ts';
import { resolveConflict } from './conflict.ts';
import { CREATION_ID, type CreatingHost, type CreationId, WRONG_CREATION_ID } from './creation.ts';
import { follow } from './follow.ts';
import { creationViewOf, settleCreation } from './look.ts';
import {
  type FilledField,
  isConflict,
  isRefused,
  type MemberCreator,
  membersOf,
  type OauthWay,
} from './members.ts';
import { findPending, reopenWindow } from './oauth.ts';
import type { CreationView } from './view.ts';

/** What {@link createAndStart} is called with. */
export interface CreateAndStartRequest extends CreationId {
  /** `createMx` is one. The credentials go to it, and nowhere else. */
  readonly mx: MemberCreator;
  /** The host that follows the member: `createHost` and `createRestateHost` make one. */
  readonly host: CreatingHost;
  /** The bank, for example `mxbank`. */
  readonly institutionCode: string;
  /** What the user has typed into the bank's login form. Not with `oauth`. */
  readonly credentials?: readonly FilledField[];
  /** The user logs in at the bank's own page; `{}` will do. @default the user has typed `credentials` */
  readonly oauth?: OauthWay;
  /**
   * What is wanted. Creating a member aggregates, so `aggregate` starts nothing more. Any other job is started when the
   * aggregation has ended, unless a crash came in between: then the member is only followed. @default 'aggregate'
   */
  readonly job?: Job;
}

/** @throws {HostError} `invalid` when the request says too much or too little. It quotes no value. */
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
      'This host keeps no creations. Use `createHost` or `createRestateHost` here, or call the server that has one.',
    );
  if (!CREATION_ID.test(String(id))) throw new HostError('invalid', WRONG_CREATION_ID);
  if (![userGuid, institutionCode].every((text) => typeof text === 'string' && text !== ''))
    throw new HostError('invalid', 'The user and the institution must be named.');
  const hasCredentials = rest.credentials !== undefined && rest.credentials.length > 0;
  if (hasCredentials === (rest.oauth !== undefined))
    throw new HostError('invalid', 'Give either credentials or `oauth`.');
}

/**
 * Creates a member, or finds the one that it created before under the same `id`, and lets the host follow it. At most one login
 * happens for one `id`, however often it is called and whatever crashes. The host keeps user, institution and `id` before MX is
 * called, and never the credentials.
 *
 * A login that the user has already is repaired in place: the member keeps its guid and its history.
 *
 * ```ts
 * const created = await createAndStart({ mx, host, id, userGuid, institutionCode, oauth: {} });
 * if (created.state === 'following') show(created.view);
 * ```
 *
 * @throws {MxError} When MX has refused the request (nothing is kept of it then), or cannot be read after a lost reply: the
 *   host looks for the member later, and `readCreation` says what it has found.
 * @throws {HostError} `invalid` for a wrong request, `unreachable` when the host cannot keep it: then MX was not called.
 */
export async function createAndStart(request: CreateAndStartRequest): Promise<CreationView> {
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
    at: Date.now(),
    step: 'creating',
  },
  credentials: rest.credentials ?? [],
  oauth: rest.oauth ?? {},
  job: rest.job === 'aggregate' ? null : (rest.job ?? null),
  mayBeCreated,
});

async function create(attempt: CreationAttempt): Promise<CreationView> {
  const { mx, host, creation, job } = attempt;
  if (creation.isOauth) {
    const pending = findPending(await membersOf(mx, creation.userGuid), creation);
    if (pending) return reopenWindow(attempt, pending);
  }
  await host.creations.keep(creation);
  const created = await send(attempt);
  if ('state' in created) return created;
  const { member, reading: baseline, oauthWindowUri } = created;
  const view = await follow(host, creation, { memberGuid: member.memberGuid, job, baseline });
  return oauthWindowUri ? { ...view, oauthWindowUri } : view;
}

/** Sends the request, once. @returns The new member, or what came of it where MX has refused or not replied. */
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
 * What came of a creation, as the host knows it: for a page that was loaded again, or after a restart of the host.
 * @returns `null` for a creation that is not known.
 */
export async function readCreation({
  host,
  userGuid,
  id,
}: CreationId & { readonly host: CreatingHost }): Promise<CreationView | null> {
  const creation = await host.creations.find({ userGuid, id });
  return creation && creationViewOf(host, creation);
}
