import {
  type CreationRequest,
  type CreationView,
  checkOptions,
  HostError,
} from '@mx-member/machine/hosting';
import { type Act, firstError } from '@mx-member/machine/step';
import type { LoginAsk, SettleLogin } from '../logins/logins.ts';
import { withoutValues } from '../problems.ts';
import { CREATE_BODY } from '../schemas.ts';
import { isRefused } from '../web/refused.ts';
import { nextOf, type Shown } from './cases.ts';
import {
  baselineOf,
  CREATION_ID,
  type CreatingHost,
  type Creation,
  type CreationId,
  stepOn,
  WRONG_CREATION_ID,
  wishOf,
} from './creation.ts';
import { endOf, follow, join, wishedJob } from './follow.ts';
import { creationViewOf, findCreated, followFound, settleCreation } from './look.ts';
import {
  isAtWork,
  isConflict,
  type ListedMember,
  type MemberCreator,
  memberNamedBy,
  membersOf,
} from './members.ts';

/** Arguments of {@link createAndStart}. */
export interface CreateAndStartRequest extends CreationRequest, CreationId {
  /** For example the result of `createMx`. The credentials are sent only there. */
  readonly mx: MemberCreator;
  /** The host that follows the member, from `createHost` or `createRestateHost`. */
  readonly host: CreatingHost;
}

/** See the option of {@link createAndStart}. */
type BeforeLogin = (ask: LoginAsk) => Promise<SettleLogin>;

const REQUEST = ['mx', 'host', 'userGuid', 'id', ...Object.keys(CREATE_BODY.properties)];

/**
 * @throws {HostError} `invalid` when arguments are missing or contradict each other. The message does not quote a
 * value.
 */
function checkRequest({ mx: _, host, id, userGuid, ...asked }: CreateAndStartRequest): void {
  if (!host.creations)
    throw new HostError(
      'invalid',
      'This host cannot store creations. Use a host from `createHost` or `createRestateHost`, or call the server that has one.',
    );
  if (!CREATION_ID.test(String(id))) throw new HostError('invalid', WRONG_CREATION_ID);
  if (typeof userGuid !== 'string' || userGuid === '')
    throw new HostError('invalid', '`userGuid` must not be empty.');
  const error = firstError(CREATE_BODY, asked, 'request');
  if (error !== null) throw new HostError('invalid', `${withoutValues(error)}.`);
  const hasCredentials = asked.credentials !== undefined && asked.credentials.length > 0;
  if (hasCredentials === (asked.oauth !== undefined))
    throw new HostError('invalid', 'Give either `credentials` or `oauth`.');
}

/**
 * Creates a member, or finds the member that it created earlier under the same `id`, and lets the host follow it.
 *
 * At most one login happens for one `id`, however often the function is called and whatever crashes. The host stores
 * what was asked for before MX is called, and never stores the credentials.
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
 * @throws {HostError} `invalid` for wrong arguments, and for an `id` under which something else was asked for.
 * `unreachable` when the host cannot store the creation; then MX was not called.
 * @param options.beforeLogin Called before each request that can lead to a login, for example to count logins. What it
 * throws rejects the call; then nothing is stored, and the request is not sent. A repetition under the same `id` logs in only if the
 * credentials are needed again. It returns a function that is called with `null` when the request certainly led to no login, and with the
 * guid of the member that was created.
 */
export async function createAndStart(
  request: CreateAndStartRequest,
  {
    beforeLogin = async () => async () => {},
  }: { readonly beforeLogin?: BeforeLogin | undefined } = {},
): Promise<CreationView> {
  checkOptions('createAndStart', request, REQUEST);
  checkRequest(request);
  const { host, userGuid, id } = request;
  try {
    return await host.creations.run(userGuid, async () =>
      withPage(request, await findOrCreate(request, beforeLogin)),
    );
  } catch (thrown) {
    host.creations.lookLater({ userGuid, id });
    throw thrown;
  }
}

/** Adds the bank's page for a person who has to go there, also after a lost reply. */
async function withPage(
  { mx, oauth }: CreateAndStartRequest,
  view: CreationView,
): Promise<CreationView> {
  const isNeeded = oauth && view.state === 'following' && !view.view.outcome;
  if (!isNeeded || view.oauthWindowUri !== undefined) return view;
  return { ...view, ...(await mx.oauthWindowUri({ ...oauth, member: view.member })) };
}

async function findOrCreate(
  request: CreateAndStartRequest,
  beforeLogin: BeforeLogin,
): Promise<CreationView> {
  const { mx, host, userGuid, id, credentials = [], oauth = {}, confirmed } = request;
  const wish = wishOf(request);
  const known = await host.creations.find({ userGuid, id });
  if (known && JSON.stringify(known.wish) !== JSON.stringify(wish))
    throw new HostError(
      'invalid',
      'Something else was asked for under this id: another institution, login, job, data request, metadata or use case. Use a new id.',
    );
  if (known && known.step !== 'needsCredentials') {
    const settled = await settleCreation(mx, host, known);
    if (settled.state === 'following') return settled;
  }
  const creation: Creation = { userGuid, id, wish, at: Date.now(), step: 'creating' };
  const attempt = new Attempt({
    mx,
    host,
    creation,
    credentials,
    oauth,
    isRepeated: known !== null,
    beforeLogin: (ask) => beforeLogin({ ...ask, ...(!wish.isOauth && { credentials }), confirmed }),
  });
  return attempt.run();
}

interface AttemptOptions
  extends Pick<CreateAndStartRequest, 'mx' | 'host'>,
    Required<Pick<CreationRequest, 'credentials' | 'oauth'>> {
  readonly creation: Creation;
  /** Whether an earlier request for this creation may have reached MX. */
  readonly isRepeated: boolean;
  readonly beforeLogin: BeforeLogin;
}

/** One call of `createAndStart`. The credentials exist only here, for as long as the call. */
class Attempt {
  readonly #options: AttemptOptions;
  /** Whether MX has accepted a request with a login, or may have. */
  #mayHaveLoggedIn = false;
  /** Says what came of the login that was counted last. */
  #settle: SettleLogin = async () => {};

  constructor(options: AttemptOptions) {
    this.#options = options;
  }

  async run(): Promise<CreationView> {
    const { host, creation } = this.#options;
    const { wish } = creation;
    if (wish.isOauth) {
      const member = this.#pendingOf(await this.#members());
      const before: Shown = { wish, reply: null, member, isOwn: false };
      if (member && nextOf(before) === 'openPage') return this.#openPage(member);
    }
    const { institutionCode } = wish;
    const members = async () =>
      (await this.#members()).map(({ member: { memberGuid } }) => memberGuid);
    this.#settle = await this.#options.beforeLogin({ memberGuid: null, institutionCode, members });
    try {
      await host.creations.keep(creation);
      return await this.#create();
    } catch (thrown) {
      // The host says only that this step had no effect.
      if (!this.#mayHaveLoggedIn || !(thrown instanceof HostError)) throw thrown;
      throw new HostError(thrown.code, thrown.message);
    } finally {
      if (!this.#mayHaveLoggedIn) await this.#settle(null);
    }
  }

  /** Makes a request that can lead to a login. */
  async #logIn<Result>(request: () => Promise<Result>): Promise<Result> {
    this.#mayHaveLoggedIn = true;
    try {
      return await request();
    } catch (thrown) {
      this.#mayHaveLoggedIn = !isRefused(thrown);
      throw thrown;
    }
  }

  /** Sends the request once. */
  async #create(): Promise<CreationView> {
    const { mx, host, creation, credentials, oauth } = this.#options;
    const { userGuid, id, wish } = creation;
    const { isOauth, job: _, ...asked } = wish;
    const login = isOauth ? { ...oauth, isOauth } : { credentials };
    let created: Awaited<ReturnType<MemberCreator['createMember']>>;
    try {
      created = await this.#logIn(() => mx.createMember({ userGuid, id, ...asked, ...login }));
    } catch (thrown) {
      return isConflict(thrown) ? this.#resolve(thrown) : this.#afterFailure(thrown);
    }
    await this.#settle(created.member.memberGuid, created.reading);
    const { oauthWindowUri, isJobRequested = true } = created;
    const next = nextOf({ wish, reply: 'created', member: created, isOwn: true, isJobRequested });
    const { at } = creation;
    const act: Act = { type: 'creation', before: null, reply: created.reading, at };
    const view = await follow(host, creation, {
      memberGuid: created.member.memberGuid,
      // Without a job of MX's own, there is nothing to wait for.
      ...(next !== 'start' && { act }),
    });
    return oauthWindowUri ? { ...view, oauthWindowUri } : view;
  }

  /** After a request that MX has refused, nothing is kept. After a lost reply, the member is searched. */
  async #afterFailure(thrown: unknown, creation = this.#options.creation): Promise<CreationView> {
    const { mx, host } = this.#options;
    if (!isRefused(thrown)) {
      const settled = await settleCreation(mx, host, creation);
      this.#mayHaveLoggedIn = settled.state !== 'needsCredentials';
      if (settled.state === 'following') await this.#settle(settled.member.memberGuid);
      return settled;
    }
    await host.creations.remove(creation);
    throw thrown;
  }

  /**
   * Acts on a 409. MX sends the same 409 for a member with this `id` and for a member with this login, so the user's
   * members tell them apart.
   */
  async #resolve(conflict: unknown): Promise<CreationView> {
    const { mx, host, creation, isRepeated } = this.#options;
    const { wish, id } = creation;
    const own = isRepeated && (await findCreated(mx, creation));
    const members = await this.#members();
    const made = own || members.find((one) => one.id === id);
    if (made) return followFound(host, creation, made, isRepeated);
    const candidates = members.filter(
      (one) => one.institutionCode === wish.institutionCode && !one.isManual,
    );
    const named = memberNamedBy(conflict);
    const member =
      members.find((one) => one.member.memberGuid === named) ??
      (candidates.length === 1 ? candidates[0] : undefined) ??
      null;
    const next = nextOf({ wish, reply: 'conflict', member, isOwn: false });
    if (!member || next === 'choose') return this.#choose(member ? [member] : candidates);
    if (next === 'openPage') return this.#openPage(member);
    if (next === 'renew') return this.#renew(member);
    const after = await endOf(host, member.member);
    const { memberGuid } = member.member;
    return join(host, creation, { memberGuid, after });
  }

  /** Sends the new credentials once. The member keeps its guid and its history. */
  async #renew({ member, reading }: ListedMember): Promise<CreationView> {
    const { mx, host, creation, credentials } = this.#options;
    const { memberGuid } = member;
    await this.#settle(null);
    try {
      const { institutionCode } = creation.wish;
      this.#settle = await this.#options.beforeLogin({ memberGuid, reading, institutionCode });
    } catch (thrown) {
      await host.creations.remove(creation);
      throw thrown;
    }
    const after = await endOf(host, member);
    const before = baselineOf(reading);
    const repairing = stepOn(creation, { step: 'repairing', memberGuid, before, after });
    await host.creations.keep(repairing);
    let renewed: Awaited<ReturnType<MemberCreator['updateCredentials']>>;
    try {
      renewed = await this.#logIn(() => mx.updateCredentials({ member, credentials }));
    } catch (thrown) {
      if (!isConflict(thrown)) return this.#afterFailure(thrown, repairing);
      // A job has begun meanwhile, or another member has this login.
      const now = (await this.#members()).find((one) => one.member.memberGuid === memberGuid);
      return now && isAtWork(now)
        ? join(host, creation, { memberGuid, after })
        : this.#choose(now ? [now] : []);
    }
    await this.#settle(memberGuid, renewed.reading);
    const { at } = creation;
    const act: Act = { type: 'credentials', before, reply: renewed.reading, at };
    return follow(host, repairing, { memberGuid, act, after });
  }

  /** The bank's page opens for a member that exists. */
  async #openPage({ member }: ListedMember): Promise<CreationView> {
    const { host, creation } = this.#options;
    const after = await endOf(host, member);
    const { memberGuid } = member;
    return join(host, creation, { memberGuid, after, job: wishedJob(creation) });
  }

  /** Forgets the creation. MX refused the request, and nothing else was sent. */
  async #choose(members: readonly ListedMember[]): Promise<CreationView> {
    const { host, creation } = this.#options;
    await host.creations.remove(creation);
    const candidates = members.map(({ member, name, reading: { connectionStatus }, id }) => ({
      member,
      name,
      connectionStatus,
      id,
    }));
    return { state: 'conflict', candidates };
  }

  #members(): Promise<readonly ListedMember[]> {
    const { mx, creation } = this.#options;
    return membersOf(mx, creation.userGuid);
  }

  /** A member whose person has not come back from the bank's page. A member with the `id` is preferred (CW). */
  #pendingOf(members: readonly ListedMember[]): ListedMember | null {
    const { id, wish } = this.#options.creation;
    const pending = members.filter(
      (one) =>
        one.isOauth &&
        one.institutionCode === wish.institutionCode &&
        one.reading.connectionStatus === 'PENDING',
    );
    return pending.find((one) => one.id === id) ?? pending[0] ?? null;
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
