import { inspect } from 'node:util';
import { type CreationRequest, type CreationView, loginHoldOf } from '@mx-member/machine/hosting';
import type { Baseline, Job, MemberId, MemberInput, MemberView } from '@mx-member/machine/step';
import { vi } from 'vitest';
import { institutionByAny } from '../../packages/simulator/src/bank/institutions.ts';
import { habitOf, sentBy } from '../../packages/simulator/src/world/habits.ts';
import { beginPlan } from '../../packages/simulator/src/world/plan.ts';
import { releaseTime, stopTime } from '../support/fake-timers.ts';
import type { Door } from './hosts/door.ts';
import { HOSTS } from './hosts/hosts.ts';
import type { Place, Process, Start } from './hosts/places.ts';
import { Life } from './life.ts';
import type { Mistake } from './mistakes.ts';
import { missingJob, WorldMx } from './mx.ts';
import type { Plan } from './plan.ts';
import { type Time, VIRTUAL } from './time.ts';

type DoneAct = NonNullable<MemberInput['act']>;

/** Plays a plan: a person, an app, a bank, a network, and processes that die. It judges nothing. */

/** How often the person looks, in ms: ever more rarely while nothing changes. */
const LOOKS_EVERY = 1_000;
const LOOKS_AT_LEAST_EVERY = 30_000;
/** How long a new process takes to follow what it finds, in ms. */
const FOLLOWS = 10_000;
/** Hosts whose next process follows a creation that nobody asks for. In Restate somebody reads it first. */
const FOLLOWS_CREATIONS: readonly string[] = ['memory', 'sqlite', 'postgres', 'http'];
/** Hosts whose own server creates the member, so that it knows the login. */
const CREATES: readonly string[] = ['http', 'restateOverHttp'];
const COMES_BACK = 3_000;
/** How long a call of the person may take, and when they try it again after an error, in ms. */
const LONGEST_CALL = 600_000;
const TRIES_AGAIN = 5_000;
const MOST_TRIES = 8;
const WRONG = ['DENIED', 'CREATED,DENIED', 'UPDATED,DENIED', 'CREATED,UPDATED,DENIED'] as const;
const ID = 'mine';
/** More guids than a plan needs. */
const GUIDS = 10_000;
/** What else is asked for, so that all of a wish is checked. */
const EXTRAS = { metadata: 'ours', useCases: ['PFM'] } as const;

type Living = Process & { readonly life: Life };

/** Where a world is played. */
export interface Stage {
  readonly place: Place;
  readonly time: Time;
  /** Worlds that share processes have other guids. */
  readonly number: number;
}

/** An act of the person, or of the app for them. */
export interface Act {
  readonly at: number;
  readonly what: 'create' | 'credentials' | 'authorize' | 'start' | 'answer' | 'yes';
  /** How many logins it allows: MX's own job, and the job that was asked for. */
  readonly logins: number;
}

/** Answers that the person has given, and whether the host has accepted them. */
export interface Answered {
  readonly at: number;
  readonly guids: readonly string[];
  readonly prompt: number;
  isAccepted: boolean | null;
}

export class World {
  readonly plan: Plan;
  readonly time: Time;
  readonly mx: WorldMx;
  readonly userGuid: string;
  readonly acts: Act[] = [];
  readonly answers: Answered[] = [];
  /** Each time a server has asked for a yes, and why. */
  readonly holds: { readonly at: number; readonly why: string }[] = [];
  /** Credentials that MX has taken, and in which process. */
  readonly entered: { readonly at: number; readonly what: string; readonly process: number }[] = [];
  /** What the person has seen, at each look that differs from the last. */
  readonly views: { readonly at: number; readonly view: MemberView }[] = [];
  /** When processes died, and began. */
  readonly restarts: number[] = [];
  /** The moments at which they died, by their names. */
  readonly deaths: string[] = [];
  /** When something told the host to look: a webhook, the person who is back. */
  readonly hints: number[] = [];
  /** Everything that processes have written: records, views, errors. */
  readonly written: string[] = [];
  /** The lines of all traces, a process after the other. */
  readonly trace: string[] = [];
  /** The steps of all lifecycles, with what caused them. */
  readonly steps: Parameters<Start['observe']>[] = [];
  /** When a host has asked for a start, which may be held back. */
  readonly starts: number[] = [];
  /** Jobs that another program has started, by their moments. */
  elsewhere: readonly number[] = [];
  /** When the person began, and the end was there. `null` without an end. */
  began = 0;
  endedAt: number | null = null;
  /** Whether a job ran at the bank at the end. */
  wasAtWork = false;
  /** Whether a page was refused a job that the server does not serve. */
  isRefused = false;
  readonly #mistake: Partial<Mistake>;
  readonly #place: Place;
  #process: Living | null = null;
  #processes = 0;
  #member: MemberId | null = null;
  /** The member of somebody else of the same user. */
  #partner: string | null = null;
  /** Logins or decisions that the person has not used. */
  readonly #tries: ReturnType<WorldMx['secrets']['login']>[];
  readonly #right: ReturnType<WorldMx['secrets']['login']>;
  #yesterday: Baseline | undefined;
  /** What the app has said yesterday, and says again. */
  #saidBefore: { readonly act?: DoneAct } = {};
  #window: string | null = null;
  #answered = -1;
  #questionFrom = 0;
  #windowFrom = 0;
  /** A start that comes when the person is back. */
  #later: (() => Promise<unknown>) | null = null;
  #secondTab: (() => Promise<unknown>) | null = null;
  /** A start that the host has refused, because another job runs. */
  #due: ((after: number) => Promise<unknown>) | null = null;

  constructor(plan: Plan, { place, time, number }: Stage, mistake: Partial<Mistake> = {}) {
    this.plan = plan;
    this.time = time;
    this.#place = place;
    this.#mistake = mistake;
    this.mx = new WorldMx(plan, {
      time,
      guids: number * GUIDS,
      receive: (request) => this.#receive(request),
      ...(mistake.reply && { change: mistake.reply }),
    });
    const { secrets } = this.mx;
    const wrong = Array.from({ length: plan.wrong }, (_, index) => {
      const same = plan.isSameAgain ? 0 : index;
      return secrets.login(`simulate:${WRONG[same % WRONG.length]}`, String(same));
    });
    this.#right = secrets.login(this.mx.rightScript, 'right');
    this.#tries = [...wrong, this.#right];
    this.userGuid = this.mx.simulator.bank.createUser({ id: 'one' }).guid;
  }

  /** Plays a plan in virtual time. It begins at the same moment each time. The world is full of what has happened. */
  static async play(plan: Plan, mistake: Partial<Mistake> = {}): Promise<World> {
    const open = HOSTS[plan.host];
    if (!open) throw new Error(`The host ${plan.host} is not a row of HOSTS.`);
    stopTime();
    const place = await open();
    const world = new World(plan, { place, time: VIRTUAL, number: 0 }, mistake);
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      vi
        .spyOn(console, name)
        .mockImplementation((...args) => void world.written.push(inspect(args))),
    );
    try {
      return await world.play();
    } finally {
      for (const spy of spies) spy.mockRestore();
      await place.remove();
      releaseTime();
    }
  }

  async play(): Promise<this> {
    try {
      await this.#prepare();
      await this.#begin();
      await this.#partnerTypes();
      this.#disturb();
      await this.#firstAct();
      await this.#live();
      await this.time.pass(this.time.afterwards);
      return this;
    } finally {
      await this.#close();
      this.mx.stop();
    }
  }

  /** The members of the person at the bank. */
  get members() {
    const { bank } = this.mx.simulator;
    const all = [...bank.members(bank.user(this.userGuid)).values()];
    return all.filter(({ guid }) => guid !== this.#partner);
  }

  get isBankPage(): boolean {
    return this.plan.login === 'bankPage';
  }

  /** The job that MX does not start by itself. */
  get ownJob(): Job | null {
    const { job } = this.plan;
    return job === 'none' || job === 'aggregate' ? null : job;
  }

  get view(): MemberView | null {
    return this.views.at(-1)?.view ?? null;
  }

  async #receive(request: Request): Promise<Response> {
    const { member_guid: memberGuid } = await request.json();
    if (memberGuid) this.#hint({ userGuid: this.userGuid, memberGuid });
    return new Response();
  }

  #hint(member: MemberId): void {
    if (!this.#process || this.#process.life.isDead) return;
    this.hints.push(this.time.now());
    this.#process.hint(member).catch(() => {});
  }

  #act(what: Act['what'], logins = 0): void {
    this.acts.push({ at: this.time.now(), what, logins });
  }

  /** What the user has at MX before the case. */
  async #prepare(): Promise<void> {
    const { member, bank: how } = this.plan;
    const { bank } = this.mx.simulator;
    if (['new', 'again', 'lostReply', 'widget'].includes(member)) return;
    const mx = this.mx.client(0);
    const { secrets } = this.mx;
    const { userGuid } = this;
    const common = { userGuid, id: 'older' };
    const last = how.before ?? (member === 'repair' ? 'DENIED' : null);
    const first = how.before === null && member === 'repair' ? `simulate:${last}` : 'correct';
    const older = await mx.createMember(
      this.isBankPage
        ? { ...common, institutionCode: 'mx_bank_oauth', isOauth: true }
        : { ...common, institutionCode: 'mxbank', credentials: secrets.login(first, 'older') },
    );
    const { memberGuid } = older.member;
    if (older.oauthWindowUri) await this.mx.decide(older.oauthWindowUri, 'authorize');
    else if (!bank.member(memberGuid).job) bank.start(memberGuid, 'aggregate');
    while (bank.member(memberGuid).job) await this.#answerAtBank(memberGuid);
    this.#yesterday = (await mx.readMember({ member: older.member })).reading;
    if (how.before !== null && !this.isBankPage) {
      if (this.plan.says === 'yesterday') this.#saidBefore = this.#said('elsewhere', null);
      const login = secrets.login(`simulate:${how.before}`, 'night');
      await mx.updateCredentials({ member: older.member, credentials: login });
      await this.time.pass(1_200_000, () => bank.member(memberGuid).job === null);
    }
    this.mx.created.length = 0;
    this.mx.sent.length = 0;
    if (member === 'existing' && !this.isBankPage)
      bank.updateMember(memberGuid, {
        credentials: secrets.understood(this.#tries[0] ?? []),
        skipAggregation: true,
      });
    this.#member = older.member;
    // Replicas know what has ended before.
    await this.time.pass(1);
  }

  /** Somebody else of the same user enters wrong passwords at the same bank, until they are asked for a yes. */
  async #partnerTypes(): Promise<void> {
    const { partner } = this.plan.person;
    if (partner === 0) return;
    const { secrets } = this.mx;
    const login = (name: string) => secrets.login('simulate:DENIED', name, 'partner');
    const common = { userGuid: this.userGuid, id: 'partner', institutionCode: 'mxbank' };
    const { member } = await this.mx
      .client(0)
      .createMember({ ...common, credentials: login('partner') });
    this.#partner = member.memberGuid;
    await this.time.pass(FOLLOWS);
    for (let times = 0; times < partner; times += 1) {
      const after = await this.#call((door) => this.#endOf(door, member));
      const credentials = login(`partner ${times}`);
      const isSent = await this.#call((door) =>
        door.updateCredentials({ member, credentials }),
      ).then(
        () => true,
        () => false,
      );
      if (!isSent) break;
      const options = after === undefined ? {} : { after };
      await this.#call((door) => door.start({ member, job: null }, options));
      while ((await this.#call((door) => this.#endOf(door, member))) === after)
        await this.time.pass(FOLLOWS);
    }
    this.mx.created.length = 0;
    this.mx.sent.length = 0;
  }

  /** From here on the plan disturbs. */
  #disturb(): void {
    const { simulator } = this.mx;
    this.began = this.time.now();
    this.mx.began = this.began;
    const member = this.#member;
    const start = (guid: string, job: Job) => {
      if (this.plan.other?.ends === 'REPAIRED')
        simulator.bank.updateMember(guid, {
          credentials: this.mx.secrets.understood(this.#right),
          skipAggregation: true,
        });
      simulator.bank.start(guid, job);
    };
    this.elsewhere = beginPlan(simulator, this.plan, member ? [member.memberGuid] : [], start);
    if (this.plan.member === 'lostReply')
      simulator.faults.add({
        on: 'createMember',
        times: 1,
        fault: { kind: 'drop', when: 'after' },
      });
  }

  /** Answers on another device, straight at the bank. */
  async #answerAtBank(memberGuid: string): Promise<void> {
    await this.time.pass(5_000);
    const { bank } = this.mx.simulator;
    const { challenges } = bank.member(memberGuid).shown;
    if (challenges.length > 0)
      bank.resume(
        memberGuid,
        challenges.map(({ guid }) => ({ guid, value: 'correct' })),
      );
  }

  async #begin(): Promise<Living> {
    const number = this.#processes;
    this.#processes += 1;
    const life = new Life(this.plan.deaths[number] ?? Number.POSITIVE_INFINITY);
    const mx = this.mx.client(number, life);
    const { plan, userGuid } = this;
    const process = await this.#place.open({
      ...{ life, userGuid, mx, otherMx: this.mx.client(number) },
      options: plan.options,
      observe: (...step) => {
        this.steps.push(step);
        const [{ effects }] = step;
        if (effects.some(({ type }) => type === 'startJob')) this.starts.push(this.time.now());
      },
      trace: (line) => this.trace.push(line),
      write: (text) => this.written.push(text),
      change: (host) => this.#mistake.host?.(host, mx, plan) ?? host,
      mx: this.#mistake.mx?.(mx) ?? mx,
      jobs: this.#mistake.servesAllJobs
        ? undefined
        : [this.ownJob ?? 'aggregate', missingJob(plan)],
    });
    const door = this.#mistake.door?.(process.door, mx) ?? process.door;
    this.#process = { ...process, door, life };
    return this.#process;
  }

  /** Another process continues if this one has died. */
  async #alive(): Promise<Living> {
    const process = this.#process;
    if (process && !process.life.isDead) return process;
    this.restarts.push(this.time.now());
    if (process?.life.diedAt) this.deaths.push(process.life.diedAt);
    await this.time.pass(this.plan.downFor);
    await process?.bury();
    this.mx.setClock(this.plan.clock.restart);
    this.restarts.push(this.time.now());
    return this.#begin();
  }

  /** Makes a call of the person. If the process dies meanwhile, the next one gets the same call. */
  async #call<Result>(make: (door: Door) => Promise<Result>): Promise<Result> {
    for (;;) {
      const { door, life } = await this.#alive();
      const done: { result?: Result; thrown?: unknown; is: boolean } = { is: false };
      make(door).then(
        (result) => Object.assign(done, { result, is: true }),
        (thrown: unknown) => Object.assign(done, { thrown, is: true }),
      );
      await this.time.pass(LONGEST_CALL, () => done.is || life.isDead);
      if (life.isDead) continue;
      if ('thrown' in done) throw done.thrown;
      if (!done.is) throw new Error('A call of the person takes more than ten minutes.');
      return done.result as Result;
    }
  }

  /** A call that the person makes again if it fails. */
  async #try<Result>(make: (door: Door) => Promise<Result>): Promise<Result> {
    for (let tried = 1; ; tried += 1)
      try {
        return await this.#call(make);
      } catch (thrown) {
        const { name, message, code } = Object(thrown) as Partial<Error> & { code?: string };
        this.written.push(`${name} ${code}: ${message}`);
        if (tried === MOST_TRIES) throw thrown;
        await this.time.pass(TRIES_AGAIN);
      }
  }

  async #firstAct(): Promise<void> {
    const { member, host } = this.plan;
    if (host === 'http') await this.#askForOtherJob();
    if (member === 'existing') return this.#startExisting();
    if (member === 'widget') return this.#followWidget();
    if (member === 'repair') return this.isBankPage ? this.#openPage() : this.#enterAgain();
    await this.#create(this.#request());
  }

  async #askForOtherJob(): Promise<void> {
    const job = this.plan.job === 'identify' ? 'verify' : 'identify';
    const login = { institutionCode: 'mxbank', credentials: this.mx.secrets.login('LOCKED', 'x') };
    this.isRefused = await this.#try((door) =>
      door.create({ id: 'other', job, ...login }).then(
        () => false,
        (thrown: unknown) => {
          if (Object(thrown).code === 'forbidden') return true;
          throw thrown;
        },
      ),
    );
  }

  /** What the caller says of the act that has just happened, as the plan wants it. */
  #said(type: DoneAct['type'], reply: Baseline | null): { readonly act?: DoneAct } {
    const { says } = this.plan;
    if (says === 'nothing') return {};
    const before = says === 'yesterday' ? (this.#yesterday ?? null) : null;
    return { act: { type, before, reply: says === 'lost' ? null : reply, at: Date.now() } };
  }

  async #start(input: MemberInput, after?: number, logins = 0): Promise<void> {
    const options = after === undefined ? {} : { after };
    this.#act('start', logins);
    const start = (ifBusy: () => void) =>
      this.#try((door) =>
        door.start(input, options).catch((thrown: unknown) => {
          if (Object(thrown).code !== 'busy') throw thrown;
          ifBusy();
        }),
      );
    this.#secondTab = () => start(() => {});
    // A server follows the member already. The person starts when that has ended.
    await start(() => {
      this.#due = (revision) => this.#start(input, revision);
    });
  }

  /** The attempt that the person sees as ended, if there is one. */
  async #endOf(door: Door, member: MemberId): Promise<number | undefined> {
    const view = await door.view(member).catch(() => null);
    return view?.outcome ? view.revision : undefined;
  }

  async #startExisting(): Promise<void> {
    const member = this.#member as MemberId;
    this.#tries.splice(0, this.isBankPage ? this.#tries.length : 1);
    // The member has other credentials than those that the bank has refused, and has not tried them.
    const isRefused = this.plan.bank.before?.startsWith('DENIED') === true;
    const said = isRefused ? this.#said('checked', null) : this.#saidBefore;
    await this.#start({ member, job: this.ownJob ?? 'aggregate', ...said }, undefined, 1);
  }

  /** The person logs in at MX's page in a frame. Its message comes to the app, which asks the host to follow the member. */
  async #followWidget(): Promise<void> {
    const { simulator, secrets } = this.mx;
    const institution = institutionByAny('mxbank');
    if (!institution) throw new Error('The simulator has no MX Bank.');
    this.#act('create', 1);
    const { guid } = simulator.bank.createMember(this.userGuid, institution, {
      credentials: secrets.understood(this.#tries.shift() ?? []),
    });
    this.#member = { userGuid: this.userGuid, memberGuid: guid };
    await this.time.pass(this.plan.person.readsFor);
    await this.#start({ member: this.#member, job: null });
  }

  #request(): CreationRequest {
    const { job, reply } = this.plan;
    const products = { fetch_rewards: 'rewards', fetch_statements: 'statements' } as const;
    const product = products[missingJob(this.plan)];
    return {
      id: ID,
      institutionCode: this.isBankPage ? 'mx_bank_oauth' : 'mxbank',
      ...(job !== 'none' && { job }),
      ...EXTRAS,
      ...(reply.startsWith('201') && { dataRequest: { products: [product] } }),
      ...(this.isBankPage ? { oauth: {} } : { credentials: this.#tries[0] ?? [] }),
    };
  }

  async #create(request: CreationRequest): Promise<void> {
    this.#act('create', this.isBankPage ? 0 : this.#logins);
    this.#secondTab = () => this.#try((door) => door.create(request));
    const process = this.#processes;
    const made = await this.#createOnce(request);
    if (made) await this.#follow(made, request);
    const { credentials } = request;
    if (credentials && CREATES.includes(this.plan.host) && process === this.#processes)
      this.#enters(credentials);
    if (this.plan.member === 'again') await this.#try((door) => door.create(request));
  }

  /** @returns `null` if the next process follows the member by itself. */
  async #createOnce(request: CreationRequest): Promise<CreationView | null> {
    let process = this.#process;
    return await this.#try(async (door) => {
      const isFirst = process === this.#process;
      process = this.#process;
      const create = () => this.#withYes((confirmed) => door.create({ ...request, ...confirmed }));
      const { person, host } = this.plan;
      if (isFirst || person.repeats || !FOLLOWS_CREATIONS.includes(host)) return create();
      await this.time.pass(FOLLOWS);
      const [found] = this.members.filter(({ received }) =>
        received.starts.some(({ at }) => at >= this.began && !this.elsewhere.includes(at)),
      );
      if (!found || this.isBankPage) return create();
      this.#member = { userGuid: this.userGuid, memberGuid: found.guid };
      this.#tries.shift();
      return null;
    });
  }

  async #follow(made: CreationView, request: CreationRequest): Promise<void> {
    let view = made;
    // MX has not got the login, so the person enters it again.
    for (let again = 0; again < 3 && view.state !== 'following'; again += 1) {
      if (view.state === 'creating') await this.time.pass(TRIES_AGAIN);
      view = await this.#try((door) =>
        this.#withYes((confirmed) => door.create({ ...request, ...confirmed })),
      );
    }
    if (view.state !== 'following') throw new Error(`The creation ends as ${view.state}.`);
    this.#member = view.member;
    if (!this.isBankPage) this.#tries.shift();
    else if (view.oauthWindowUri) this.#show(view.oauthWindowUri);
  }

  #show(uri: string): void {
    this.#window = uri;
    this.#windowFrom = this.time.now();
  }

  /** How many logins the login that the person enters next allows. After a wrong one our job is not started, if the bank can tell. */
  get #logins(): number {
    const { bank, says, other } = this.plan;
    const isOut = this.time.now() < this.began + bank.outage || other?.ends === 'REPAIRED';
    // If nobody says that they were entered, our job is another one, and does not know of MX's own.
    if (says === 'nothing') return 2;
    return this.ownJob === null || (this.#tries.length > 1 && !isOut) ? 1 : 2;
  }

  /** The person enters other credentials for a member that exists. */
  async #enterAgain(after?: number): Promise<void> {
    const member = this.#member as MemberId;
    const entered = this.#tries[0] ?? [];
    let tried = 0;
    const updated = await this.#try((door) => {
      // If the process dies, or the reply is lost, the person enters them once more.
      this.#act('credentials', this.#logins);
      tried += 1;
      const send = (confirmed: { readonly confirmed?: string }) =>
        door.updateCredentials({ member, credentials: entered, ...confirmed });
      const sent = this.#withYes(send);
      if (this.plan.person.tabs === 2) {
        this.#act('credentials', this.#logins);
        send({}).catch((thrown: unknown) => this.written.push(String(thrown)));
      }
      return sent;
    });
    this.#enters(entered);
    this.#tries.shift();
    const from = tried === 1 ? after : await this.#call((door) => this.#endOf(door, member));
    const { reading } = updated as { readonly reading: Baseline };
    await this.#start(
      { member, job: this.ownJob ?? 'aggregate', ...this.#said('credentials', reading) },
      from ?? after,
    );
  }

  #enters(credentials: NonNullable<CreationRequest['credentials']>): void {
    const what = JSON.stringify(credentials);
    this.entered.push({ at: this.time.now(), what, process: this.#processes });
  }

  /** The server asks whether the person has checked a login, and they say yes. */
  async #withYes<Result>(
    send: (confirmed: { readonly confirmed?: string }) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await send({});
    } catch (thrown) {
      const hold = loginHoldOf(thrown);
      if (!hold) throw thrown;
      this.holds.push({ at: this.time.now(), why: hold.why });
      this.#act('yes');
      return send({ confirmed: hold.confirm });
    }
  }

  /** The person opens the bank's page for a member that exists. */
  async #openPage(): Promise<void> {
    const member = this.#member as MemberId;
    const { job, starts } = this.plan;
    const open = async () => {
      const { oauthWindowUri } = await this.#try((door) => door.oauthWindowUri({ member }));
      this.#show(oauthWindowUri);
    };
    const input = { member, job: job === 'none' ? null : job };
    const leaves = () => this.#start({ ...input, oauth: true });
    if (starts === 'before') await leaves();
    await open();
    if (starts === 'during') await leaves();
    if (starts === 'after')
      this.#later = () => this.#start({ ...input, ...this.#said('return', null) });
  }

  /** The person looks at the screen, answers, comes back from the bank, and tries again. */
  async #live(): Promise<void> {
    const { person, clock, deaths, downFor } = this.plan;
    const until = this.time.now() + this.time.patience + deaths.length * downFor;
    for (let last = this.time.now(); last < until; ) {
      const next = this.time.now();
      this.mx.setClock(Math.round((clock.drift * (next - last)) / 1_000));
      last = next;
      await this.mx.simulator.webhooks.flush();
      await this.#alive();
      await this.#visitBank();
      await this.#openSecondTab();
      const passed = this.time.now() - this.began;
      const { away } = person;
      const isAway = away !== null && passed >= away.from && passed < away.from + away.for;
      if (this.#later === null && (await this.#look(isAway))) break;
      await this.time.pass(this.#looksIn);
    }
    this.wasAtWork = this.members.some(({ job }) => job !== null);
  }

  get #looksIn(): number {
    const changed = Math.max(this.views.at(-1)?.at ?? 0, this.acts.at(-1)?.at ?? 0);
    const rest = (this.time.now() - changed) / 60;
    return Math.min(LOOKS_AT_LEAST_EVERY, Math.max(LOOKS_EVERY, rest));
  }

  /** @returns Whether that is the end. */
  async #look(isAway: boolean): Promise<boolean> {
    const member = this.#member as MemberId;
    const view = await this.#call((door) => door.view(member));
    // A page that has forgotten everything asks again.
    if (view.revision < (this.view?.revision ?? 0)) this.#answered = -1;
    if (JSON.stringify(view) !== JSON.stringify(this.view))
      this.views.push({ at: this.time.now(), view });
    if (!view.outcome) {
      if (view.needs === 'answers' && !isAway) await this.#answer(view);
      return false;
    }
    const due = this.#due;
    if (due) {
      this.#due = null;
      await due(view.revision);
      return false;
    }
    if (this.#hasMore(view)) {
      if (isAway) return false;
      await this.time.pass(this.plan.person.readsFor);
      await this.#enterAgain(view.revision);
      return false;
    }
    this.endedAt = this.time.now();
    return true;
  }

  /** Whether the person has other credentials to enter. */
  #hasMore({ outcome }: MemberView): boolean {
    const reason = outcome?.outcome === 'failed' ? outcome.reason : null;
    const hasFailed = reason === 'credentials' || (this.plan.person.insists && reason === 'locked');
    return hasFailed && !this.isBankPage && this.#tries.length > 0;
  }

  async #openSecondTab(): Promise<void> {
    const { secondTabAt } = this.plan.person;
    const open = this.#secondTab;
    const { view } = this;
    const passed = this.time.now() - this.began;
    if (secondTabAt === null || !open || !view || passed < secondTabAt) return;
    this.#secondTab = null;
    if (view.outcome) return;
    this.hints.push(this.time.now());
    await open();
  }

  async #visitBank(): Promise<void> {
    const uri = this.#window;
    if (uri === null || this.time.now() - this.#windowFrom < this.plan.person.atBankFor) return;
    this.#window = null;
    const member = this.#member as MemberId;
    if (this.#tries.length > 1) {
      this.#tries.shift();
      await this.mx.decide(uri, 'deny');
      const again = await this.#try((door) => door.oauthWindowUri({ member }));
      this.#show(again.oauthWindowUri);
      return;
    }
    this.#act('authorize', this.#logins);
    await this.mx.decide(uri, 'authorize');
    const later = this.#later;
    this.#later = null;
    // The page to which they come back takes a moment.
    if (later) {
      await this.time.pass(COMES_BACK);
      await later();
    }
    // The page tells the host that the person is back.
    this.#hint(member);
  }

  async #answer({ prompt, challenges }: MemberView): Promise<void> {
    const { answers: name, person } = this.plan;
    const habit = habitOf(name);
    if (habit.to === null || prompt === this.#answered) return;
    if (this.#questionFrom === 0) this.#questionFrom = this.time.now();
    if (this.time.now() - this.#questionFrom < person.readsFor) return;
    this.#questionFrom = 0;
    const before = this.#answered;
    this.#answered = prompt;
    const member = this.#member as MemberId;
    if (habit.to === 'mx') return this.#answerAtBank(member.memberGuid);
    const typed = (isRight: boolean) => this.mx.secrets.answer(isRight);
    const sent = sentBy(habit, challenges, typed, before === -1);
    const guids = challenges.map(({ guid }) => guid);
    const send = async (door: Door, answers: (typeof sent)[number]) => {
      const given: Answered = { at: this.time.now(), guids, prompt, isAccepted: null };
      this.answers.push(given);
      const answered = await door.answer(member, { answers, prompt });
      given.isAccepted = answered.problems.length === 0;
      if (answered.problems.some(({ code }) => code === 'notYet')) this.#answered = before;
    };
    this.#act('answer');
    await this.#call((door) => Promise.all(sent.map((values) => send(door, values)))).catch(
      (thrown: unknown) => this.written.push(String(thrown)),
    );
  }

  async #close(): Promise<void> {
    const process = this.#process;
    if (process?.life.isDead) return process.bury();
    let isClosed = false;
    const closing = process?.close().finally(() => {
      isClosed = true;
    });
    await this.time.pass(10_000, () => isClosed);
    await closing;
  }
}
