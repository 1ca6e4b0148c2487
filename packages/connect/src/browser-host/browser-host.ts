import {
  type BareView,
  checkOptions,
  checkPort,
  completeInput,
  createHookLog,
  type GivenAnswers,
  HostError,
  type MemberAccess,
  type NextOptions,
  requireMember,
  type StartOptions,
} from '@mx-member/machine/hosting';
import type { MemberId, MemberInput, MemberPort } from '@mx-member/machine/step';
import { PageStorage, type StorageOption, storageKey } from '../page-storage.ts';
import type { Attendance, Attendant, BrowserHost, BrowserHostOptions } from './contract.ts';
import { Ends, type PageMemberOptions } from './ends.ts';
import { PageMember } from './page-member.ts';

const OPTIONS = [
  'port',
  'storage',
  'name',
  'onEnded',
  'viewOf',
  'onStep',
  'trace',
  'onError',
] as const;

class HostInPage implements BrowserHost {
  readonly storage: StorageOption | undefined;
  readonly #options: PageMemberOptions;
  readonly #members = new Map<string, PageMember>();
  #isClosed = false;

  constructor(options: BrowserHostOptions) {
    this.storage = options.storage;
    const records = new PageStorage(options.storage);
    const ends = new Ends(options, records);
    this.#options = { ...options, records, ends };
    // Reports the ends that an earlier page could not report. A server that renders the page does not read the storage.
    if (options.onEnded && typeof window !== 'undefined') ends.deliver();
  }

  attend(member: MemberId, attendant: Attendant): Attendance {
    return this.#of(member).attend(attendant);
  }

  async start(input: MemberInput, options: StartOptions = {}): Promise<BareView> {
    const checked = completeInput(input, {}, Date.now());
    return this.#of(checked.member).start(checked, options);
  }

  async answer(member: MemberId, given: GivenAnswers) {
    return this.#of(member).answer(given);
  }

  async hint(member: MemberId): Promise<void> {
    return this.#of(member).hint();
  }

  async cancel(member: MemberId): Promise<BareView> {
    return this.#of(member).cancel();
  }

  async view(member: MemberId): Promise<BareView> {
    return this.#of(member).view();
  }

  async next(member: MemberId, since: NextOptions): Promise<BareView> {
    return this.#of(member).next(since);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#members.values()].map((one) => one.close()));
  }

  #of(member: MemberId): PageMember {
    if (this.#isClosed) throw new HostError('closed', 'This host was closed.');
    const key = storageKey('mx-member', requireMember(member));
    const found = this.#members.get(key) ?? new PageMember(member, key, this.#options);
    this.#members.set(key, found);
    return found;
  }
}

/** The calls straight to MX, if the port has them. */
function accessOf(port: MemberPort & Partial<MemberAccess>): Partial<MemberAccess> {
  if (!port.oauthWindowUri) return {};
  const access = port as MemberPort & MemberAccess;
  return {
    oauthWindowUri: (...args) => access.oauthWindowUri(...args),
    institutionCredentials: (...args) => access.institutionCredentials(...args),
    updateCredentials: (...args) => access.updateCredentials(...args),
  };
}

/**
 * A host that runs members in this page with `step`, without XState. One tab runs a member, and the other tabs show the same
 * view. A reload goes on from the record in `storage`. Nothing happens before the first call. On a server, nothing is read.
 *
 * ```ts
 * const host = createBrowserHost({ port: connectRelay({ url: '/mx' }), storage: () => sessionStorage });
 * ```
 *
 * It rejects like any `MemberHost`. `unreachable` means that the tab that runs the member does not respond.
 *
 * @returns The host. It has the calls straight to MX (`MemberAccess`) if the port has them.
 * @throws {TypeError} if an option is wrong, or `port` is not a `MemberPort`.
 */
export function createBrowserHost<Port extends MemberPort>(
  options: BrowserHostOptions & { readonly port: Port },
): BrowserHost & Pick<Port, Extract<keyof MemberAccess, keyof Port>> {
  checkOptions('createBrowserHost', options as BrowserHostOptions, OPTIONS);
  checkPort('createBrowserHost', options.port);
  const log = createHookLog('createBrowserHost');
  const access = accessOf(options.port) as Pick<Port, Extract<keyof MemberAccess, keyof Port>>;
  return Object.assign(
    new HostInPage({ onError: (thrown) => log(thrown, 'port or onEnded'), ...options }),
    access,
  );
}
