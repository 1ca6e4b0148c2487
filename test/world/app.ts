import { type CreationRequest, type CreationView, loginHoldOf } from '@mx-member/machine/hosting';
import type { Baseline, MemberId, MemberInput } from '@mx-member/machine/step';
import { institutionByAny } from '../../packages/simulator/src/bank/institutions.ts';
import type { Happened } from './happened.ts';
import { missingJob } from './mx.ts';
import { type Past, saidOf } from './past.ts';
import type { Processes } from './processes.ts';
import type { Passwords } from './secrets.ts';

/** How long a new process takes to follow what it finds, in ms. */
const FOLLOWS = 10_000;
/** When a creation that somebody else makes is asked for again, in ms. */
const ASKS_AGAIN = 5_000;
/** Hosts whose next process follows a creation that nobody asks for. In Restate somebody reads it first. */
const FOLLOWS_CREATIONS: readonly string[] = ['memory', 'sqlite', 'postgres', 'http'];
/** Hosts whose own server creates the member, so that it knows the login. */
const CREATES: readonly string[] = ['http', 'restateOverHttp'];
const ID = 'mine';
/** What else is asked for, so that all of a wish is checked. */
const EXTRAS = { metadata: 'ours', useCases: ['PFM'] } as const;

type Confirmed = { readonly confirmed?: string };

/** What the app does for the person: it creates the member or finds it, sends credentials, opens the bank's page, and starts. */
export class App {
  /** The member, as soon as there is one. */
  member: MemberId | null;
  /** The bank's page that is open, and since when. */
  window: { readonly uri: string; readonly from: number } | null = null;
  /** A start that comes when the person is back. */
  later: (() => Promise<unknown>) | null = null;
  /** A start that the host has refused, because another job runs. */
  due: ((after: number) => Promise<unknown>) | null = null;
  /** The last request once more, from a second tab. */
  again: (() => Promise<unknown>) | null = null;
  readonly #world: Happened;
  readonly #processes: Processes;
  readonly #passwords: Passwords;
  readonly #past: Past;

  constructor(world: Happened, processes: Processes, passwords: Passwords, past: Past) {
    this.#world = world;
    this.#processes = processes;
    this.#passwords = passwords;
    this.#past = past;
    this.member = past.member;
  }

  /** What the plan begins with. */
  async begin(): Promise<void> {
    const { plan, isBankPage } = this.#world;
    if (plan.host === 'http') await this.#askForOtherJob();
    if (plan.member === 'existing') return this.#startExisting();
    if (plan.member === 'widget') return this.#followWidget();
    if (plan.member === 'repair') return isBankPage ? this.#renew() : this.enterAgain();
    await this.#create(this.#request());
  }

  /** Sends other credentials for a member that exists, and starts. @param after The attempt that the person has seen to end. */
  async enterAgain(after?: number): Promise<void> {
    const member = this.member as MemberId;
    const { plan, written, ownJob } = this.#world;
    const entered = this.#passwords.next;
    let tried = 0;
    const updated = await this.#processes.try((door) => {
      // If the process dies, or the reply is lost, the person enters them once more.
      this.#world.noteAct('credentials', this.#logins);
      tried += 1;
      const send = (confirmed: Confirmed) =>
        door.updateCredentials({ member, credentials: entered, ...confirmed });
      const sent = this.#withYes(send);
      if (plan.person.tabs === 2) {
        this.#world.noteAct('credentials', this.#logins);
        send({}).catch((thrown: unknown) => written.push(String(thrown)));
      }
      return sent;
    });
    this.#noteEntered(entered);
    this.#passwords.drop();
    const from = tried === 1 ? after : await this.#processes.endOf(member);
    const { reading } = updated as { readonly reading: Baseline };
    await this.#start(
      { member, job: ownJob ?? 'aggregate', ...this.#said('credentials', reading) },
      from ?? after,
    );
  }

  /** Opens the bank's page. */
  async openWindow(): Promise<void> {
    const member = this.member as MemberId;
    const { oauthWindowUri } = await this.#processes.try((door) => door.oauthWindowUri({ member }));
    this.#show(oauthWindowUri);
  }

  /** The person allows access at the bank's page. */
  async authorize(uri: string): Promise<void> {
    this.#world.noteAct('authorize', this.#logins);
    await this.#world.mx.decide(uri, 'authorize');
  }

  #show(uri: string): void {
    this.window = { uri, from: this.#world.time.now() };
  }

  /** The server asks whether the person has checked a login, and they say yes. */
  async #withYes<Result>(send: (confirmed: Confirmed) => Promise<Result>): Promise<Result> {
    try {
      return await send({});
    } catch (thrown) {
      const hold = loginHoldOf(thrown);
      if (!hold) throw thrown;
      this.#world.holds.push({ at: this.#world.time.now(), why: hold.why });
      this.#world.noteAct('yes');
      return send({ confirmed: hold.confirm });
    }
  }

  /** How many logins the login that the person enters next allows. After a wrong one our job is not started, if the bank can tell. */
  get #logins(): number {
    const { plan, time, began, ownJob } = this.#world;
    const { bank, says, other } = plan;
    const isOut = time.now() < began + bank.outage || other?.ends === 'REPAIRED';
    // If nobody says that they were entered, our job is another one, and does not know of MX's own.
    if (says === 'nothing') return 2;
    return ownJob === null || (this.#passwords.left > 1 && !isOut) ? 1 : 2;
  }

  #noteEntered(credentials: NonNullable<CreationRequest['credentials']>): void {
    const what = JSON.stringify(credentials);
    const at = this.#world.time.now();
    this.#world.entered.push({ at, what, process: this.#processes.count });
  }

  #said(type: Parameters<typeof saidOf>[1]['type'], reply: Baseline | null) {
    return saidOf(this.#world.plan, { type, reply, yesterday: this.#past.yesterday });
  }

  async #start(input: MemberInput, after?: number, logins = 0): Promise<void> {
    const options = after === undefined ? {} : { after };
    this.#world.noteAct('start', logins);
    const start = (ifBusy: () => void) =>
      this.#processes.try((door) =>
        door.start(input, options).catch((thrown: unknown) => {
          if (Object(thrown).code !== 'busy') throw thrown;
          ifBusy();
        }),
      );
    this.again = () => start(() => {});
    // A server follows the member already. The person starts when that has ended.
    await start(() => {
      this.due = (revision) => this.#start(input, revision);
    });
  }

  async #askForOtherJob(): Promise<void> {
    const { plan, mx } = this.#world;
    const job = plan.job === 'identify' ? 'verify' : 'identify';
    const login = { institutionCode: 'mxbank', credentials: mx.secrets.login('LOCKED', 'x') };
    this.#world.isRefused = await this.#processes.try((door) =>
      door.create({ id: 'other', job, ...login }).then(
        () => false,
        (thrown: unknown) => {
          if (Object(thrown).code === 'forbidden') return true;
          throw thrown;
        },
      ),
    );
  }

  async #startExisting(): Promise<void> {
    const member = this.member as MemberId;
    const { plan, isBankPage, ownJob } = this.#world;
    if (isBankPage) this.#passwords.dropAll();
    else this.#passwords.drop();
    // The member has other credentials than those that the bank has refused, and has not tried them.
    const isRefused = plan.bank.before?.startsWith('DENIED') === true;
    const said = isRefused ? this.#said('checked', null) : this.#past.said;
    await this.#start({ member, job: ownJob ?? 'aggregate', ...said }, undefined, 1);
  }

  /** The person logs in at MX's page in a frame. Its message comes to the app, which asks the host to follow the member. */
  async #followWidget(): Promise<void> {
    const { mx, userGuid, time, plan } = this.#world;
    const institution = institutionByAny('mxbank');
    if (!institution) throw new Error('The simulator has no MX Bank.');
    this.#world.noteAct('create', 1);
    const { guid } = mx.simulator.bank.createMember(userGuid, institution, {
      credentials: mx.secrets.understood(this.#passwords.next),
    });
    this.#passwords.drop();
    this.member = { userGuid, memberGuid: guid };
    await time.pass(plan.person.readsFor);
    await this.#start({ member: this.member, job: null });
  }

  /** The person opens the bank's page for a member that exists. */
  async #renew(): Promise<void> {
    const member = this.member as MemberId;
    const { job, starts } = this.#world.plan;
    const input = { member, job: job === 'none' ? null : job };
    const leaves = () => this.#start({ ...input, oauth: true });
    if (starts === 'before') await leaves();
    await this.openWindow();
    if (starts === 'during') await leaves();
    if (starts === 'after')
      this.later = () => this.#start({ ...input, ...this.#said('return', null) });
  }

  #request(): CreationRequest {
    const { plan, isBankPage } = this.#world;
    const products = { fetch_rewards: 'rewards', fetch_statements: 'statements' } as const;
    const product = products[missingJob(plan)];
    return {
      id: ID,
      institutionCode: isBankPage ? 'mx_bank_oauth' : 'mxbank',
      ...(plan.job !== 'none' && { job: plan.job }),
      ...EXTRAS,
      ...(plan.reply.startsWith('201') && { dataRequest: { products: [product] } }),
      ...(isBankPage ? { oauth: {} } : { credentials: this.#passwords.next }),
    };
  }

  async #create(request: CreationRequest): Promise<void> {
    const { plan, isBankPage } = this.#world;
    this.#world.noteAct('create', isBankPage ? 0 : this.#logins);
    this.again = () => this.#processes.try((door) => door.create(request));
    const process = this.#processes.count;
    const made = await this.#createOnce(request);
    if (made) await this.#follow(made, request);
    const { credentials } = request;
    if (credentials && CREATES.includes(plan.host) && process === this.#processes.count)
      this.#noteEntered(credentials);
    if (plan.member === 'again') await this.#processes.try((door) => door.create(request));
  }

  /** @returns `null` if the next process follows the member by itself. */
  async #createOnce(request: CreationRequest): Promise<CreationView | null> {
    const { plan, time, began, elsewhere, userGuid, isBankPage } = this.#world;
    let process = this.#processes.count;
    return await this.#processes.try(async (door) => {
      const isFirst = process === this.#processes.count;
      process = this.#processes.count;
      const create = () => this.#withYes((confirmed) => door.create({ ...request, ...confirmed }));
      if (isFirst || plan.person.repeats || !FOLLOWS_CREATIONS.includes(plan.host)) return create();
      await time.pass(FOLLOWS);
      const [found] = this.#world.members.filter(({ received }) =>
        received.starts.some(({ at }) => at >= began && !elsewhere.includes(at)),
      );
      if (!found || isBankPage) return create();
      this.member = { userGuid, memberGuid: found.guid };
      this.#passwords.drop();
      return null;
    });
  }

  async #follow(made: CreationView, request: CreationRequest): Promise<void> {
    let view = made;
    // MX has not got the login, so the person enters it again.
    for (let again = 0; again < 3 && view.state !== 'following'; again += 1) {
      if (view.state === 'creating') await this.#world.time.pass(ASKS_AGAIN);
      view = await this.#processes.try((door) =>
        this.#withYes((confirmed) => door.create({ ...request, ...confirmed })),
      );
    }
    if (view.state !== 'following') throw new Error(`The creation ends as ${view.state}.`);
    this.member = view.member;
    if (!this.#world.isBankPage) this.#passwords.drop();
    else if (view.oauthWindowUri) this.#show(view.oauthWindowUri);
  }
}
