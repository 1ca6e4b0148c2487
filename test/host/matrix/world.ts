import { createMx, type Mx } from '@mx-member/adapters/mx';
import type { CreationRequest, CreationView } from '@mx-member/machine/hosting';
import type { Baseline, Job, MemberId, MemberView } from '@mx-member/machine/step';
import {
  createMxSimulator,
  DEFAULT_API_KEY,
  DEFAULT_CLIENT_ID,
  type MxSimulator,
} from '@mx-member/simulator';
import { pass } from '../../support/fake-timers.ts';
import { credentials, KEYS, V1, V2 } from '../../support/simulated.ts';
import { Life } from '../create/process.ts';
import type { Cell } from './factors.ts';
import type { Mistake } from './mistakes.ts';
import { pagePlace } from './page.ts';
import { type Door, type Place, type Process, serverPlace } from './places.ts';
import { restatePlace } from './restate.ts';

/** One case of the matrix: a person, an app, a bank, and a process that dies. In virtual time. */

/** How the person acts, in ms. */
const READS_FOR = 4_000;
const AT_THE_BANK_FOR = 5_000;
const LOOKS_EVERY = 1_000;
/** How long the person waits for everything. */
const PATIENCE = 3 * 3_600_000;
/** How long the bank is watched after the end. */
const AFTERWARDS = 120_000;
const RESTART = 2_000;
const EXPIRES_AFTER = 60_000;
const LATE = 20_000;
/** For how long a replica is behind. */
const LAG = 8_000;

const SCRIPTS = ['correct', 'simulate:text', 'simulate:options,token'] as const;
const WRONG = ['INVALID', 'UNAUTHORIZED', 'DISABLED'] as const;
const ID = 'mine';
/** What else is asked for, so that all of a wish is checked. */
const EXTRAS = { metadata: 'ours', useCases: ['PFM'] } as const;

/** Where a host keeps its members. */
function placeOf(host: string): Place | Promise<Place> {
  if (host === 'restate') return restatePlace();
  return host === 'page' ? pagePlace() : serverPlace(host);
}

type Living = Process & { readonly life: Life };

/** How the case ended, as the person sees it. */
export interface Ending {
  readonly view: MemberView | null;
  /** When the person saw the end, in ms since 1970. */
  readonly at: number;
  /** Whether a job ran at the bank at that moment. */
  readonly wasAtWork: boolean;
}

export class World {
  readonly cell: Cell;
  readonly simulator: MxSimulator;
  readonly userGuid: string;
  /** How many logins the acts of the person allow. */
  allowed = 0;
  /** When the person began. */
  began = 0;
  /** The bodies of the requests that created a member. */
  readonly created: string[] = [];
  /** Whether a page was refused a job that the server does not serve. */
  isRefused = false;
  readonly #mistake: Partial<Mistake>;
  readonly #place: Place;
  #process: Living | null = null;
  #member: MemberId | null = null;
  /** Passwords or decisions that the person has not used. */
  readonly #tries: string[];
  #window: string | null = null;
  #lag: { readonly bodies: ReadonlyMap<string, string>; readonly until: number } | null = null;
  #answered = -1;
  #questionFrom = 0;
  #windowFrom = 0;

  private constructor(cell: Cell, place: Place, mistake: Partial<Mistake>) {
    this.cell = cell;
    this.#place = place;
    this.#mistake = mistake;
    const { rounds, password, reply } = cell;
    const wrong = { right: 0, wrong: 1, twoWrong: 2, threeWrong: 3 }[password];
    this.#tries = [...WRONG.slice(0, wrong), SCRIPTS[rounds]];
    this.simulator = createMxSimulator({
      now: () => Date.now(),
      challengeLifetime: EXPIRES_AFTER,
      oauthScript: ['', 'text', 'options,token'][rounds] ?? '',
      aggregatesNewMembers: reply === '202' || reply === '201',
      unsupportedJobs: reply.startsWith('201') ? [this.#missingJob] : [],
      webhooks: {
        fetch: (request) => this.#receive(request),
        disturb: () => ({ on: [0], off: [], late: [LATE] })[cell.webhooks],
      },
    });
    this.userGuid = this.simulator.bank.createUser({ id: 'one' }).guid;
  }

  /** Runs a case. @returns The world, for the judge, and the end. */
  static async run(
    cell: Cell,
    mistake: Partial<Mistake> = {},
  ): Promise<{ readonly world: World; readonly end: Ending }> {
    const place = await placeOf(cell.host);
    const world = new World(cell, place, mistake);
    try {
      await world.#prepare();
      await world.#begin(cell.crash || Number.POSITIVE_INFINITY);
      world.began = Date.now();
      await world.#firstAct();
      const end = await world.#live();
      await pass(AFTERWARDS);
      return { world, end };
    } finally {
      await world.#close();
      await place.remove();
    }
  }

  /** The members at the bank. */
  get members() {
    const { bank } = this.simulator;
    return [...bank.members(bank.user(this.userGuid)).values()];
  }

  get isBankPage(): boolean {
    return this.cell.login === 'bankPage';
  }

  /** The job that MX does not start by itself. */
  get ownJob(): Job | null {
    const { job } = this.cell;
    return job === 'none' || job === 'aggregate' ? null : job;
  }

  get #missingJob(): Job {
    return this.cell.job === 'fetch_rewards' ? 'fetch_statements' : 'fetch_rewards';
  }

  #mx(life?: Life): Mx {
    const { version } = this.cell;
    const mx = createMx({
      version,
      clientId: DEFAULT_CLIENT_ID,
      apiKey: DEFAULT_API_KEY,
      environment: new URL('https://mx.test'),
      fetch: (request) => (life ? life.through(() => this.#send(request)) : this.#send(request)),
    });
    return life && this.#mistake.mx ? this.#mistake.mx(mx) : mx;
  }

  async #send(request: Request): Promise<Response> {
    if (request.method === 'POST' && request.url.endsWith('/members'))
      this.created.push(await request.clone().text());
    const { bodies, until = 0 } = this.#lag ?? {};
    const body = request.method === 'GET' && Date.now() < until && bodies?.get(request.url);
    if (body) return new Response(body, { headers: { 'content-type': 'application/json' } });
    return this.simulator.fetch(request);
  }

  async #receive(request: Request): Promise<Response> {
    const { member_guid: memberGuid } = await request.json();
    const { userGuid } = this;
    if (memberGuid && this.#process && !this.#process.life.isDead)
      this.#process.hint({ userGuid, memberGuid }).catch(() => {});
    return new Response();
  }

  /** What the user has at MX before the case. */
  async #prepare(): Promise<void> {
    const { member } = this.cell;
    const { bank } = this.simulator;
    if (member === 'new' || member === 'again' || member === 'lostReply') return;
    const mx = this.#mx();
    const { userGuid } = this;
    const common = { userGuid, id: 'older' };
    const isBroken = member === 'repair';
    const older = await mx.createMember(
      this.isBankPage
        ? { ...common, institutionCode: 'mx_bank_oauth', isOauth: true }
        : {
            ...common,
            institutionCode: 'mxbank',
            credentials: credentials(isBroken ? 'INVALID' : 'correct'),
          },
    );
    const { memberGuid } = older.member;
    if (older.oauthWindowUri) await this.#decide(older.oauthWindowUri, 'authorize');
    else if (!bank.member(memberGuid).job) bank.start(memberGuid, 'aggregate');
    await this.#answerAtBank(memberGuid, 3);
    this.created.length = 0;
    if (member === 'existing' && !this.isBankPage)
      bank.updateMember(memberGuid, {
        credentials: credentials(this.#tries[0] ?? ''),
        skipAggregation: true,
      });
    this.#member = older.member;
  }

  /** Answers on another device, straight at the bank. */
  async #answerAtBank(memberGuid: string, rounds = 1): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      await pass(5_000);
      const { bank } = this.simulator;
      const { shown } = bank.member(memberGuid);
      if (shown.challenges.length > 0)
        bank.resume(
          memberGuid,
          shown.challenges.map(({ guid }) => ({ guid, value: 'correct' })),
        );
    }
  }

  async #decide(uri: string, decision: string): Promise<void> {
    const body = new URLSearchParams({ decision });
    await this.simulator.fetch(uri, { method: 'POST', body });
  }

  async #begin(diesAt: number): Promise<Living> {
    const life = new Life(diesAt);
    const mx = this.#mx(life);
    const { cell, userGuid } = this;
    const process = await this.#place.open({
      ...{ life, userGuid, mx, otherMx: this.#mx() },
      change: (host) => this.#mistake.host?.(host, mx, cell) ?? host,
      jobs: this.#mistake.servesAllJobs
        ? undefined
        : [this.ownJob ?? 'aggregate', this.#missingJob],
    });
    this.#process = { ...process, life };
    return this.#process;
  }

  /** Another process continues if this one has died. */
  async #alive(): Promise<Living> {
    const process = this.#process;
    if (process && !process.life.isDead) return process;
    await pass(RESTART);
    await process?.bury();
    return this.#begin(Number.POSITIVE_INFINITY);
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
      await pass(120_000, () => done.is || life.isDead);
      if (life.isDead) continue;
      if ('thrown' in done) throw done.thrown;
      if (!done.is) throw new Error('A call of the person takes more than two minutes.');
      return done.result as Result;
    }
  }

  async #firstAct(): Promise<void> {
    const { member, host } = this.cell;
    if (host === 'http') await this.#askForOtherJob();
    if (member === 'existing') return this.#startExisting();
    if (member === 'repair') return this.isBankPage ? this.#openPage() : this.#enterAgain();
    await this.#create(this.#request());
  }

  async #askForOtherJob(): Promise<void> {
    const job = this.cell.job === 'identify' ? 'verify' : 'identify';
    const login = { institutionCode: 'mxbank', credentials: credentials('LOCKED', 'other') };
    this.isRefused = await this.#call((door) => door.create({ id: 'other', job, ...login })).then(
      () => false,
      ({ code }) => code === 'forbidden',
    );
  }

  async #startExisting(): Promise<void> {
    const member = this.#member as MemberId;
    this.allowed += 1;
    this.#tries.splice(0, this.isBankPage ? this.#tries.length : 1);
    const job = this.ownJob ?? 'aggregate';
    const input = { member, job };
    await this.#lagBehind();
    await this.#call((door) => door.start(input));
  }

  #request(): CreationRequest {
    const { job, reply } = this.cell;
    const products = { fetch_rewards: 'rewards', fetch_statements: 'statements' } as const;
    const product = products[this.#missingJob as keyof typeof products];
    return {
      id: ID,
      institutionCode: this.isBankPage ? 'mx_bank_oauth' : 'mxbank',
      ...(job !== 'none' && { job }),
      ...EXTRAS,
      ...(reply.startsWith('201') && { dataRequest: { products: [product] } }),
      ...(this.isBankPage ? { oauth: {} } : { credentials: credentials(this.#tries[0] ?? '') }),
    };
  }

  async #create(request: CreationRequest): Promise<void> {
    if (this.cell.member === 'lostReply')
      this.simulator.faults.add({
        on: 'createMember',
        times: 1,
        fault: { kind: 'drop', when: 'after' },
      });
    if (!this.isBankPage) this.#allowLogin();
    await this.#lagBehind();
    const made = await this.#call((door) => door.create(request));
    await this.#follow(made, request);
    if (this.cell.member === 'again') await this.#call((door) => door.create(request));
  }

  /** From now on, the first reads come from a replica that lags behind. */
  async #lagBehind(): Promise<void> {
    if (this.cell.reads === 'current' || this.#member === null) return;
    const { userGuid, memberGuid } = this.#member;
    const headers = { ...KEYS, ...(this.cell.version === 'v20111101' ? V1 : V2) };
    const bodies = new Map<string, string>();
    for (const page of ['', '/status']) {
      const url = `https://mx.test/users/${userGuid}/members/${memberGuid}${page}`;
      bodies.set(url, await (await this.simulator.fetch(url, { headers })).text());
    }
    this.#lag = { bodies, until: Date.now() + LAG };
  }

  async #follow(made: CreationView, request: CreationRequest): Promise<void> {
    let view = made;
    // MX has not got the login, so the person enters it again.
    for (let again = 0; again < 3 && view.state === 'needsCredentials'; again += 1)
      view = await this.#call((door) => door.create(request));
    if (view.state !== 'following') throw new Error(`The creation ends as ${view.state}.`);
    this.#member = view.member;
    if (!this.isBankPage) this.#tries.shift();
    else if (view.oauthWindowUri) this.#show(view.oauthWindowUri);
  }

  #show(uri: string): void {
    this.#window = uri;
    this.#windowFrom = Date.now();
  }

  /** The person has entered a login. A wrong one allows one login. */
  #allowLogin(): void {
    const isWrong = this.#tries.length > 1;
    this.allowed += isWrong || this.ownJob === null ? 1 : 2;
  }

  /** The person enters other credentials for a member that exists. */
  async #enterAgain(after?: number): Promise<void> {
    const member = this.#member as MemberId;
    const entered = credentials(this.#tries[0] ?? '');
    this.#allowLogin();
    let sent = 0;
    await this.#lagBehind();
    const updated = await this.#call((door) => {
      // If the process dies, the person enters them once more.
      if (sent > 0) this.#allowLogin();
      sent += 1;
      return door.updateCredentials({ member, credentials: entered });
    });
    this.#tries.shift();
    const { reading: baseline } = updated as { readonly reading: Baseline };
    const input = { member, job: this.ownJob, baseline };
    await this.#call((door) => door.start(input, after === undefined ? {} : { after }));
  }

  /** The person opens the bank's page for a member that exists. */
  async #openPage(after?: number): Promise<void> {
    const member = this.#member as MemberId;
    const { oauthWindowUri } = await this.#call((door) => door.oauthWindowUri({ member }));
    this.#show(oauthWindowUri);
    // The app knows what MX showed before.
    const { reading: baseline } = await this.#mx().readMember({ member });
    const input = { member, job: this.ownJob, oauth: true, baseline };
    await this.#lagBehind();
    await this.#call((door) => door.start(input, after === undefined ? {} : { after }));
  }

  /** The person looks at the screen, answers, comes back from the bank, and tries again. */
  async #live(): Promise<Ending> {
    const until = Date.now() + PATIENCE;
    let view: MemberView | null = null;
    while (Date.now() < until) {
      await this.simulator.webhooks.flush();
      await this.#alive();
      const member = this.#member as MemberId;
      view = await this.#call((door) => door.view(member));
      await this.#visitBank();
      if (view.outcome) {
        if (!(await this.#tryAgain(view))) break;
      } else if (view.needs === 'answers') await this.#answer(view);
      await pass(LOOKS_EVERY);
    }
    const wasAtWork = this.members.some(({ job }) => job !== null);
    return { view, at: Date.now(), wasAtWork };
  }

  /** @returns Whether there is something to try. */
  async #tryAgain({ outcome, revision }: MemberView): Promise<boolean> {
    if (this.#window !== null) return true;
    const hasFailed = outcome?.outcome === 'failed' && outcome.reason === 'credentials';
    if (!hasFailed || this.isBankPage || this.#tries.length === 0) return false;
    await this.#enterAgain(revision);
    return true;
  }

  async #visitBank(): Promise<void> {
    const uri = this.#window;
    if (uri === null || Date.now() - this.#windowFrom < AT_THE_BANK_FOR) return;
    this.#window = null;
    const member = this.#member as MemberId;
    if (this.#tries.length > 1) {
      this.#tries.shift();
      await this.#decide(uri, 'deny');
      const again = await this.#call((door) => door.oauthWindowUri({ member }));
      this.#show(again.oauthWindowUri);
      return;
    }
    this.#allowLogin();
    await this.#decide(uri, 'authorize');
    // The page tells the host that the person is back.
    this.#process?.hint(member).catch(() => {});
  }

  async #answer({ prompt, challenges }: MemberView): Promise<void> {
    const { answers: who } = this.cell;
    if (who === 'never' || prompt === this.#answered) return;
    if (this.#questionFrom === 0) this.#questionFrom = Date.now();
    if (Date.now() - this.#questionFrom < READS_FOR) return;
    this.#questionFrom = 0;
    this.#answered = prompt;
    const member = this.#member as MemberId;
    if (who === 'elsewhere') return this.#answerAtBank(member.memberGuid);
    const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
    const once = (door: Door) => door.answer(member, { answers, prompt });
    await this.#call(async (door) => {
      const [first] = await Promise.all(who === 'twice' ? [once(door), once(door)] : [once(door)]);
      return first;
    });
  }

  async #close(): Promise<void> {
    const process = this.#process;
    if (process?.life.isDead) return process.bury();
    const closing = process?.close();
    await pass(10_000);
    await closing;
  }
}
