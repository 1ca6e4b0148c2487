import {
  type CreatingHost,
  loginsOf,
  type MemberDirectory,
  type MemberLogins,
  resetLogins,
  type SharedLogins,
} from '@mx-member/http/create';
import type { Erased } from '@mx-member/http/host';
import { TimeoutError, withTimeout } from '@mx-member/http/web';
import {
  type AnsweredMember,
  checkOptions,
  createHookLog,
  type GivenAnswers,
  HOST_DEFAULTS,
  HostError,
  harmless,
  NEXT_WAIT,
  type NextOptions,
  nextInRounds,
  type StartOptions,
  startRequest,
} from '@mx-member/machine/hosting';
import {
  type Answer,
  type MemberId,
  type MemberInput,
  type MemberView,
  prepareAnswers,
} from '@mx-member/machine/step';
import { type Story, storyOf, toKeptStory } from '@mx-member/machine/trace';
import type { AskedView } from './asked-view.ts';
import { RestateCreations } from './creations.ts';
import type { ErasedInRestate } from './erased.ts';
import { createIngress, INGRESS_OPTIONS, type IngressOptions } from './ingress.ts';
import { restateLogins } from './logins.ts';
import { type AskedOfMember, MemberCalls } from './member-calls.ts';
import { DEFAULT_NAME, usersOf } from './names.ts';
import type { Seal, SealedFor } from './seal.ts';

/** Options of {@link createRestateHost}. */
export interface RestateHostOptions extends IngressOptions {
  /** Seals answers before they leave this process: the result of `createSeal` with the workers' public key. */
  readonly seal: Seal;
  /** The same name as in `createMemberService`. @default 'mxMember' */
  readonly name?: string;
  /** How long a call is retried while Restate cannot be reached, in ms. @default 10000 */
  readonly patience?: number;
  /**
   * Lists the members of a user, for example the result of `createMx`. With it, reading a creation that another process
   * has left also finds out what happened to it. The host never repeats a request. @default none: such a member is
   * found by calling `createAndStart` again with the same `id`
   */
  readonly directory?: MemberDirectory;
  /**
   * Called with errors of background searches for members. @default logs the error's name and our code to the console,
   * at most once a minute
   */
  readonly onError?: (thrown: unknown, where: 'creation') => void;
  /** The time limit of each attempt, in ms. `next` adds its wait to it. @default 30000 */
  readonly timeout?: number;
}

const OPTIONS = [
  ...INGRESS_OPTIONS,
  'seal',
  'name',
  'patience',
  'timeout',
  'directory',
  'onError',
] as const;

const DEFAULT_PATIENCE = 10_000;
const DEFAULT_TIMEOUT = 30_000;

/** Retries of a command get the result of the first call. */
const command = () => ({ idempotencyKey: crypto.randomUUID() });

/** The error of a read that comes before an answer: the answer has not left this process. */
function throwUnsent(thrown: unknown): never {
  if (!(thrown instanceof HostError)) throw thrown;
  const { code, message } = thrown;
  throw Object.assign(new HostError(code, `${message} The answer was not sent.`), { sent: false });
}

/** A client of the members in Restate. */
export interface RestateMemberHost extends CreatingHost {
  /**
   * Tells what happened to a member in its last two lifecycles, like `explain` of `createHost`.
   *
   * @param member Its user is needed, because Restate finds a member by both guids.
   * @throws {HostError} like every other call. `invalid` without the user.
   */
  explain(member: Pick<MemberId, 'memberGuid'> & Partial<MemberId>): Promise<Story>;
  /**
   * Tells how many logins in a row the bank has refused, like `loginsOf` of `createHost`.
   *
   * @throws {HostError} like every other call.
   */
  loginsOf(member: MemberId): Promise<MemberLogins>;
  /**
   * Forgets which logins of a member the bank has refused, like `resetLogins` of `createHost`.
   *
   * @throws {HostError} like every other call.
   */
  resetLogins(
    member: MemberId,
    given: { readonly by: string; readonly reason: string },
  ): Promise<MemberLogins>;
  /**
   * Erases the members of a user in Restate: records, records that were set aside, fences, creations and logins. Waiting
   * callers get a last view. Messages that are already under way stay: a wait until its time, an outcome until
   * `onEnded` has acknowledged it.
   *
   * @returns What was erased.
   * @throws {HostError} like every other call.
   */
  forget(userGuid: string): Promise<Omit<Erased, 'outcomes'>>;
}

class RestateHost implements RestateMemberHost {
  readonly #calls: MemberCalls;
  readonly #seal: Seal;
  readonly creations: RestateCreations;
  readonly logins: SharedLogins;

  constructor(
    calls: MemberCalls,
    { seal, directory, onError }: Pick<RestateHostOptions, 'seal' | 'directory' | 'onError'>,
  ) {
    this.#calls = calls;
    this.logins = restateLogins(calls);
    this.#seal = seal;
    const report = harmless(onError ?? createHookLog('createRestateHost'));
    this.creations = new RestateCreations({
      calls,
      host: this,
      directory,
      onError: (thrown) => report(thrown, 'creation'),
    });
  }

  async start(input: MemberInput, options?: StartOptions): Promise<MemberView> {
    const { member, body } = startRequest(input, options);
    return this.#view(member, 'start', { body, ...command() });
  }

  /**
   * Checks and resolves the answers here, because the services only see sealed answers. Answers to an outdated prompt
   * are passed on empty, and refused.
   */
  async answer(member: MemberId, given: GivenAnswers): Promise<AnsweredMember<MemberView>> {
    const { answers, prompt } = Object(given) as GivenAnswers;
    const { lifecycle, view: shown } = await this.#askedView(member).catch(throwUnsent);
    const isOpen = shown.needs === 'answers' && shown.prompt === prompt;
    const ready = isOpen ? prepareAnswers(shown, answers) : { answers: [] };
    if ('problems' in ready)
      return { view: { ...shown, problems: ready.problems }, problems: ready.problems };
    const body = {
      answers: await this.#sealed(ready.answers, { member, lifecycle, prompt }),
      prompt,
    };
    const answered = await this.#calls.call(member, 'answer', { body, ...command() });
    return answered as AnsweredMember<MemberView>;
  }

  async hint(member: MemberId): Promise<void> {
    await this.#calls.call(member, 'hint');
  }

  async cancel(member: MemberId): Promise<MemberView> {
    return this.#view(member, 'cancel', command());
  }

  async view(member: MemberId): Promise<MemberView> {
    return this.#seen(member, await this.#calls.view(member));
  }

  async next(member: MemberId, since: NextOptions): Promise<MemberView> {
    return nextInRounds(
      (wait) => this.#nextWithin(wait, member, since),
      since,
      () => performance.now(),
    );
  }

  /**
   * Callers that know the same view share one call by its key, which Restate keeps while the call runs. Each leaves when it
   * wants to, and short-lived callers do not pile up in Restate.
   */
  async #nextWithin(
    ms: number,
    member: MemberId,
    { revision, signal }: NextOptions,
  ): Promise<MemberView> {
    if (ms === 0) return this.#calls.view(member, { signal });
    const body = { revision, wait: NEXT_WAIT };
    const how = { body, wait: NEXT_WAIT, idempotencyKey: `next-${revision}` };
    const ask = (left: AbortSignal) => this.#view(member, 'next', { ...how, signal: left });
    try {
      return await withTimeout(ms, ask, signal);
    } catch (thrown) {
      if (!(thrown instanceof TimeoutError)) throw thrown;
      return this.#calls.view(member, { signal });
    }
  }

  async explain({
    memberGuid,
    userGuid,
  }: Pick<MemberId, 'memberGuid'> & Partial<MemberId>): Promise<Story> {
    if (userGuid === undefined)
      throw new HostError('invalid', 'Name the user of the member, because Restate needs it.');
    return storyOf(toKeptStory(await this.#calls.call({ userGuid, memberGuid }, 'story')));
  }

  loginsOf(member: MemberId): Promise<MemberLogins> {
    return loginsOf(this.logins, member);
  }

  resetLogins(
    member: MemberId,
    given: { readonly by: string; readonly reason: string },
  ): Promise<MemberLogins> {
    return resetLogins(this.logins, member, given);
  }

  async forget(userGuid: string): Promise<ErasedInRestate> {
    const erased = (await this.#calls.callUser(usersOf, userGuid, 'forget')) as ErasedInRestate;
    this.logins.sent.dropUser(userGuid);
    return erased;
  }

  async close(): Promise<void> {
    this.creations.close();
    this.#calls.close();
  }

  async #view(member: MemberId, handler: string, asked?: AskedOfMember): Promise<MemberView> {
    return this.#seen(member, (await this.#calls.call(member, handler, asked)) as MemberView);
  }

  /** After a success, nothing in this process is derived from the credentials. */
  #seen(member: MemberId, view: MemberView): MemberView {
    if (view.outcome?.outcome === 'connected') this.logins.sent.drop(member);
    return view;
  }

  /** The view for an answer. After lost work, a question is hidden until MX was polled, so this waits for the poll. */
  async #askedView(member: MemberId): Promise<AskedView> {
    const asked = (await this.#calls.call(member, 'asked')) as AskedView;
    const { state, needs, revision } = asked.view;
    if (state !== 'challenged' || needs !== null) return asked;
    await this.hint(member);
    await this.next(member, { revision, wait: HOST_DEFAULTS.firstPollWait });
    return (await this.#calls.call(member, 'asked')) as AskedView;
  }

  #sealed(
    answers: readonly Answer[],
    sealedFor: Omit<SealedFor, 'guid'>,
  ): Promise<readonly Answer[]> {
    return Promise.all(
      answers.map(async ({ guid, value, sealed }) => ({
        guid,
        sealed: sealed ?? (await this.#seal(value, { ...sealedFor, guid })),
      })),
    );
  }
}

/**
 * Connects to the members that run in the workers of `createMemberService`. It has the interface of `createHost`, and
 * any number of processes can use it. A call is retried while Restate cannot be reached, but takes effect only once.
 * `close` closes only this client.
 *
 * ```ts
 * const host = createRestateHost({ ingress: 'http://restate.internal:8080', seal });
 * await host.start({ member, job: 'aggregate' });
 * ```
 *
 * @throws {TypeError} when an option is wrong, `ingress` is not an address or contains a password, or a header cannot
 * be sent.
 */
export function createRestateHost(options: RestateHostOptions): RestateMemberHost {
  checkOptions('createRestateHost', options, OPTIONS);
  const { name = DEFAULT_NAME, patience = DEFAULT_PATIENCE, timeout = DEFAULT_TIMEOUT } = options;
  const ingress = createIngress(options);
  return new RestateHost(new MemberCalls({ ingress, name, patience, timeout }), options);
}
