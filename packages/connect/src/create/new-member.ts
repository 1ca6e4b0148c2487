import {
  type BareView,
  type CreationClient,
  type CreationRequest,
  type CreationView,
  type HostError,
  isSameMember,
  type MemberAccess,
  type MemberHost,
} from '@mx-member/machine/hosting';
import { type FaultCode, type MemberId, MxError } from '@mx-member/machine/step';
import { restingView } from '../repair/resting.ts';
import { whenCreated } from './when-created.ts';

export interface NewMemberOptions {
  readonly host: MemberHost;
  readonly access: MemberAccess;
  readonly creations: CreationClient;
  /** What is asked for, without a login. */
  readonly request: Omit<CreationRequest, 'credentials' | 'oauth'>;
  /** Whether the person logs in on the bank's own page. */
  readonly isOauth: boolean;
  /** Why a login would probably fail, so that the person decides before the form is shown; `null` without a reason. */
  readonly heldBy: FaultCode | null;
  readonly onCreated: (member: MemberId) => void;
  readonly onConflict: (
    candidates: Extract<CreationView, { readonly state: 'conflict' }>['candidates'],
  ) => void;
}

type Login = Pick<CreationRequest, 'credentials' | 'oauth' | 'confirmed'>;

const codeOf = (thrown: unknown): HostError['code'] | undefined => Object(thrown).code;

/** The placeholder for a member that is not created yet. */
export const placeholderOf = (id: string): MemberId => ({ userGuid: 'new', memberGuid: id });

/**
 * A host for a member that the first login creates. Until then the member rests, so that a connection shows the login form.
 * After that, all calls go to the new member. Credentials are passed on and not stored.
 */
class NewMember {
  readonly #options: NewMemberOptions;
  #created: MemberId | null = null;
  #isFormAsked = false;

  constructor(options: NewMemberOptions) {
    this.#options = options;
  }

  /** The real member for a call. */
  real(member: MemberId): MemberId {
    return this.#created && isSameMember(member, placeholderOf(this.#options.request.id))
      ? this.#created
      : member;
  }

  /** What is shown until the member is created. */
  get #atRest(): BareView {
    return restingView({ action: this.#options.isOauth ? 'openBank' : 'enterCredentials' }, 0);
  }

  start: MemberHost['start'] = async (input, options = {}) => {
    const { host } = this.#options;
    if (!this.#created) this.#keep(await this.#read());
    if (!this.#created) return this.#atRest;
    // `after` is the revision of the resting view, which is not the end of a member.
    const { after, ...others } = options;
    const isLater = after !== undefined && after > 0;
    return host.start(
      { ...input, member: this.real(input.member) },
      { ...others, ...(isLater && { after }) },
    );
  };

  institutionCredentials: MemberAccess['institutionCredentials'] = async (request) => {
    const { access, heldBy } = this.#options;
    const isHeld = !this.#isFormAsked && !this.#created;
    this.#isFormAsked = true;
    // The person presses "Try anyway", and the form is fetched again.
    if (heldBy && isHeld) throw new MxError(heldBy);
    return access.institutionCredentials(request);
  };

  view: MemberHost['view'] = async (member) =>
    this.#created ? this.#options.host.view(this.real(member)) : this.#atRest;

  updateCredentials: MemberAccess['updateCredentials'] = async ({ member, ...login }) => {
    if (!this.#created) return this.#create(login);
    return this.#options.access.updateCredentials({ member: this.real(member), ...login });
  };

  oauthWindowUri: MemberAccess['oauthWindowUri'] = async ({ member, ...oauth }) => {
    const created = this.#created ? null : await this.#create({ oauth });
    const { oauthWindowUri } = Object(created);
    return oauthWindowUri
      ? { oauthWindowUri }
      : this.#options.access.oauthWindowUri({ ...oauth, member: this.real(member) });
  };

  /** Creates the member. @throws {MxError} `conflict` if the member may already exist; `notSent` if MX did not get the login. */
  async #create(login: Login): Promise<CreationView> {
    const created = await this.#send(login);
    if (created.state === 'conflict') {
      this.#options.onConflict(created.candidates);
      throw new MxError('conflict');
    }
    if (!this.#keep(created)) throw new MxError('notSent');
    return created;
  }

  async #send(login: Login): Promise<CreationView> {
    const { creations, request } = this.#options;
    const { id } = request;
    let created: CreationView;
    try {
      created = await creations.create({ ...request, ...login });
    } catch (thrown) {
      if (codeOf(thrown) !== 'unreachable') throw thrown;
      // The reply may be lost. The person is asked again only if MX did not get the login.
      created = await creations.read({ id });
    }
    return whenCreated(creations, created, id);
  }

  async #read(): Promise<CreationView> {
    const { creations, request } = this.#options;
    try {
      return await creations.read({ id: request.id });
    } catch (thrown) {
      if (codeOf(thrown) === 'notFound') return { state: 'needsCredentials' };
      throw thrown;
    }
  }

  #keep(created: CreationView): boolean {
    if (created.state !== 'following') return false;
    this.#created = created.member;
    this.#options.onCreated(created.member);
    return true;
  }
}

/** The host, and the calls to MX, for a member that the first login creates. */
export function newMemberHost(options: NewMemberOptions): {
  readonly host: MemberHost & MemberAccess;
  /** The created member for its placeholder. */
  real(member: MemberId): MemberId;
} {
  const { host } = options;
  const own = new NewMember(options);
  return {
    real: (member) => own.real(member),
    host: {
      start: own.start,
      view: own.view,
      next: (member, since) => host.next(own.real(member), since),
      answer: (member, given) => host.answer(own.real(member), given),
      hint: (member) => host.hint(own.real(member)),
      cancel: (member) => host.cancel(own.real(member)),
      close: () => host.close(),
      institutionCredentials: own.institutionCredentials,
      updateCredentials: own.updateCredentials,
      oauthWindowUri: own.oauthWindowUri,
    },
  };
}
