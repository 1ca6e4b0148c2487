import type {
  BareView,
  DirectoryClient,
  ListedMember,
  MemberHost,
} from '@mx-member/machine/hosting';
import { numberOf, questionOf, refusal, statusOf } from './values.ts';

/** A member of the list, as far as the widget shows it. */
type Known = Pick<ListedMember, 'member' | 'name' | 'institutionCode' | 'isOauth' | 'isManual'>;

/** How long to wait for a change, in ms. The widget polls every 3 s, and drops a slower reply (CW 2.10.1). */
const MAX_WAIT = 2_500;

/** The members of a page, as the widget has seen them. */
export class WidgetMembers {
  readonly #host: MemberHost;
  readonly #list: DirectoryClient['members'];
  readonly #known = new Map<string, Known>();
  /** The revision of each member that the widget has. */
  readonly #revisions = new Map<string, number>();
  /** The widget's number of the job that it has started last. */
  readonly #jobs = new Map<string, number>();

  constructor(host: MemberHost, list: DirectoryClient['members']) {
    this.#host = host;
    this.#list = list;
  }

  add(one: Known): void {
    this.#known.set(one.member.memberGuid, one);
  }

  has = (guid: string): boolean => this.#known.has(guid);

  /** All members. A member that the host does not know has MX's own status. */
  async all() {
    const listed = await this.#list();
    for (const one of listed) this.add(one);
    return Promise.all(
      listed.map(async (one) => {
        const view = await this.#host.view(one.member).catch(() => null);
        if (view) return this.show(one, view);
        const { connectionStatus, isBeingAggregated } = one.reading;
        return this.#member(one, numberOf(connectionStatus), isBeingAggregated === true);
      }),
    );
  }

  /** @throws an error with status 404 for a member that is not the user's. */
  async find(guid: string): Promise<Known> {
    if (!this.has(guid)) for (const one of await this.#list()) this.add(one);
    const found = this.#known.get(guid);
    if (!found) throw refusal(404, 'This member is not known.');
    return found;
  }

  show(one: Known, view: BareView) {
    this.#revisions.set(one.member.memberGuid, view.revision);
    const { outcome, challenges, prompt } = view;
    const questions = challenges.map(questionOf);
    return this.#member(one, statusOf(view), outcome === null, questions, prompt);
  }

  /** Waits for a change. A member that the host does not know gets a lifecycle that starts nothing at MX. */
  async look(guid: string) {
    const one = await this.find(guid);
    const { member } = one;
    const revision = this.#revisions.get(guid);
    const read =
      revision === undefined
        ? this.#host.view(member)
        : this.#host.next(member, { revision, wait: MAX_WAIT });
    const view = await read.catch((thrown) => {
      if (Object(thrown).code !== 'notFound') throw thrown;
      return this.#host.start({ member, job: null });
    });
    return this.show(one, view);
  }

  /** Starts after the outcome that the widget has seen, and only then. */
  async start(
    guid: string,
    input: Pick<Parameters<MemberHost['start']>[0], 'job' | 'baseline'>,
    jobType = 0,
  ) {
    const one = await this.find(guid);
    const after = this.#revisions.get(guid);
    this.#jobs.set(guid, jobType);
    const options = after === undefined ? {} : { after };
    return this.show(one, await this.#host.start({ member: one.member, ...input }, options));
  }

  #member(
    { member, name, institutionCode, isOauth, isManual = false }: Known,
    status: number | null,
    isRunning: boolean,
    questions: readonly ReturnType<typeof questionOf>[] = [],
    prompt = 0,
  ) {
    return {
      guid: member.memberGuid,
      user_guid: member.userGuid,
      name,
      institution_guid: institutionCode,
      is_oauth: isOauth,
      is_manual: isManual,
      is_managed_by_user: true,
      connection_status: status,
      is_being_aggregated: isRunning,
      most_recent_job_guid: `${this.#jobs.get(member.memberGuid) ?? 0}`,
      mfa: { credentials: questions },
      // The widget hands it back with the answers.
      prompt,
    };
  }
}
