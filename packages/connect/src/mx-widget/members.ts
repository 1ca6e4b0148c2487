import type {
  BareView,
  DirectoryClient,
  ListedMember,
  MemberHost,
} from '@mx-member/machine/hosting';
import type { Act, Baseline, Job, MemberId } from '@mx-member/machine/step';
import { isFinal, refusal } from './errors.ts';
import { type MemberState, numberOf, STOPPED, stateOf } from './values.ts';

/** A member of the list, as far as the widget shows it. */
interface Known
  extends Pick<ListedMember, 'member' | 'name' | 'institutionCode' | 'isOauth' | 'isManual'> {
  /** Only of a member that this page has created. */
  readonly useCases?: readonly string[];
}

/** How long to wait for a change, in ms. The widget polls every 3 s, and drops a slower reply (CW 2.10.1). */
const MAX_WAIT = 2_500;

/** With one of these, a page that loads with the member starts a job without the person (CW). */
const STARTS_ALONE: readonly (number | null)[] = ['REJECTED', 'EXPIRED'].map(numberOf);

/** The members of a page, as the widget has seen them. */
export class WidgetMembers {
  readonly #host: MemberHost;
  readonly #list: DirectoryClient['members'];
  readonly #known = new Map<string, Known>();
  /** The revision of each member that the widget has. */
  readonly #revisions = new Map<string, number>();
  /** The widget's number of the job that runs, or has run last. */
  readonly #jobs = new Map<string, number>();
  /** The members for which the widget starts a job by itself, because the page was loaded at a wrong or late answer. */
  readonly #unasked = new Set<string>();

  constructor(host: MemberHost, list: DirectoryClient['members']) {
    this.#host = host;
    this.#list = list;
  }

  add(one: Known): void {
    this.#known.set(one.member.memberGuid, one);
  }

  has = (guid: string): boolean => this.#known.has(guid);

  noteJob({ memberGuid }: MemberId, number: number): void {
    this.#jobs.set(memberGuid, number);
  }

  /** All members, in one request if none is at work. The host is asked about those that it shows something more of. */
  async all() {
    const listed = await this.#read();
    return Promise.all(
      listed.map(async (one) => {
        const { connectionStatus, isBeingAggregated } = one.reading;
        const isRunning = isBeingAggregated === true;
        const isAsked = isRunning || connectionStatus === 'CHALLENGED';
        const isShown = isAsked || this.#revisions.has(one.member.memberGuid);
        const view = isShown ? await this.#host.view(one.member).catch(() => null) : null;
        if (view) return this.show(one, view);
        return this.#member(one, { status: numberOf(connectionStatus), isRunning });
      }),
    );
  }

  /** @throws an error with status 404 for a member that is not the user's. */
  async find(guid: string): Promise<Known> {
    if (!this.has(guid)) await this.#read();
    const found = this.#known.get(guid);
    if (!found) throw refusal(404, 'This member is not known.');
    return found;
  }

  /** What MX shows of a member now. */
  async reading(guid: string): Promise<Baseline | null> {
    const listed = await this.#read();
    return listed.find(({ member }) => member.memberGuid === guid)?.reading ?? null;
  }

  show(one: Known, view: BareView) {
    this.#revisions.set(one.member.memberGuid, view.revision);
    return this.#member(one, stateOf(view));
  }

  async showNow(guid: string) {
    const one = await this.find(guid);
    return this.show(one, await this.#host.view(one.member));
  }

  /**
   * Waits for a question or an outcome. A member that the host does not know gets a lifecycle that starts nothing at MX. An
   * error with which the widget would poll for ever ends its polls.
   */
  async look(guid: string) {
    const one = await this.find(guid);
    const revision = this.#revisions.get(guid);
    try {
      if (revision !== undefined) return this.show(one, await this.#change(one.member, revision));
      const view = await this.#host.view(one.member).catch((thrown) => {
        if (Object(thrown).code !== 'notFound') throw thrown;
        return this.#host.start({ member: one.member, job: null });
      });
      const shown = this.show(one, view);
      if (STARTS_ALONE.includes(shown.connection_status)) this.#unasked.add(guid);
      return shown;
    } catch (thrown) {
      if (revision === undefined || !isFinal(thrown)) throw thrown;
      return this.#member(one, STOPPED);
    }
  }

  /** Starts after the outcome that the widget has seen, and only then. */
  async start(guid: string, input: { readonly job: Job | null; readonly act?: Act }, number = 0) {
    const one = await this.find(guid);
    const after = this.#revisions.get(guid);
    const options = after === undefined ? {} : { after };
    const { job, act } = input;
    const view = await this.#host.start({ member: one.member, job, ...(act && { act }) }, options);
    this.#unasked.delete(guid);
    this.noteJob(one.member, number);
    return this.show(one, view);
  }

  /** Starts a job that the person has asked for. */
  startAgain(guid: string, job: Job, number: number) {
    return this.#unasked.delete(guid) ? this.showNow(guid) : this.start(guid, { job }, number);
  }

  async #read() {
    const listed = await this.#list();
    for (const one of listed) this.add({ ...this.#known.get(one.member.memberGuid), ...one });
    return listed;
  }

  async #change(member: MemberId, since: number): Promise<BareView> {
    const until = performance.now() + MAX_WAIT;
    let revision = since;
    for (;;) {
      const wait = Math.max(0, Math.ceil(until - performance.now()));
      const view = await this.#host.next(member, { revision, wait });
      if (view.needs || view.outcome || performance.now() >= until) return view;
      revision = view.revision;
    }
  }

  #member(
    { member, name, institutionCode, isOauth, isManual = false, useCases }: Known,
    { status, isRunning, questions = [], prompt = 0, error }: MemberState,
  ) {
    return {
      guid: member.memberGuid,
      user_guid: member.userGuid,
      name,
      institution_guid: institutionCode,
      is_oauth: isOauth,
      is_manual: isManual,
      is_managed_by_user: true,
      use_cases: useCases,
      connection_status: status,
      is_being_aggregated: isRunning,
      error,
      most_recent_job_guid: `${this.#jobs.get(member.memberGuid) ?? 0}`,
      mfa: { credentials: questions },
      // The widget hands it back with the answers.
      prompt,
    };
  }
}
