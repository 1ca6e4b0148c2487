import { type Mx, parseMxWebhook } from '@mx-member/adapters/mx';
import { type MemberId, MxError } from '@mx-member/machine';
import { connectionHealth } from '@mx-member/machine/health';
import {
  createMxSimulator,
  type Member,
  type MxSimulator,
  planTroubles,
} from '@mx-member/simulator';
import { hint, lookAtDue, type Message, type Row } from '../../examples/upkeep/upkeep.ts';
import { seeded } from './seeded.ts';
import { credentials } from './simulated.ts';
import { mxOver } from './simulated-mx.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const BEGIN = Date.UTC(2026, 0, 1);

/** The parameters of a year. */
export interface YearOptions {
  readonly seed: number;
  readonly days: number;
  /** The number of members with credentials. Half as many more log in at the bank's page. */
  readonly members: number;
  /** The part of webhooks that is lost. The rest may be late or arrive twice. */
  readonly lost: number;
  /** The part of reads that fail on the client's side. */
  readonly failing?: number;
  /** A loop with a deliberate mistake, which the oracle must find. */
  readonly mistake?:
    | 'onlyWebhooks'
    | 'neverWithdraws'
    | 'startsByItself'
    | 'startsTwice'
    | 'asksWithoutNeed';
}

/** The result: the complaints of the oracle, and figures. */
export interface Year {
  readonly complaints: readonly string[];
  readonly told: number;
  readonly withdrawn: number;
  readonly repairs: number;
  /** Reads of member pages, for each member and day. */
  readonly readsADay: number;
}

const MINE: readonly (string | null)[] = [
  'DENIED',
  'PREVENTED',
  'IMPAIRED',
  'LOCKED',
  'IMPEDED',
  'REJECTED',
  'EXPIRED',
];
/** What only the person can fix. MX shows it while the bank refuses the login. */
const AT_THE_BANK: readonly unknown[] = ['enterCredentials', 'openBank', 'visitInstitution'];
/** MX reads a member by itself in these statuses (D-BF). */
const READ_DAILY: readonly unknown[] = ['CONNECTED', 'UPDATED', 'CREATED'];
const OUTAGES: readonly string[] = ['DEGRADED', 'FAILED', 'DISCONNECTED'];

/** What MX shows of a member, as far as the oracle distinguishes it. */
function pictureOf({ shown, job }: Member, now: number): string {
  if (job) return 'running';
  if (shown.status !== 'CONNECTED') return String(shown.status);
  const age = now - Number(shown.successfullyAggregatedAt);
  if (age >= 48 * HOUR) return 'old';
  return age < 47 * HOUR ? 'well' : 'other';
}

/** One wait between two reads, the hour of the spread, and the time in which an issue settles. */
const NOTICED_WITHIN = 25 * HOUR + HOUR + 10 * MINUTE;

/** A simulated year: a user who acts when asked, the loop, and an oracle that knows the bank. */
class UpkeepYear {
  readonly simulator: MxSimulator;
  readonly mx: Mx;
  readonly rows = new Map<string, Row>();
  readonly complaints: string[] = [];
  readonly told = new Map<string, Message>();
  readonly everTold = new Set<string>();
  readonly #random: () => number;
  readonly #options: YearOptions;
  /** What users will do, and when. */
  readonly #visits: { readonly at: number; readonly member: MemberId }[] = [];
  /** Since when MX has shown a problem of the user, or good data. */
  readonly #since = new Map<string, { readonly is: string; readonly at: number }>();
  /** When each member was created. A repair must not create another member. */
  readonly #guids = new Map<string, number>();
  /** What people did that may start a job, in order of time. Each may lead to one login. */
  readonly #acts: { readonly at: number; readonly guid: string }[] = [];
  #reads = 0;
  #passwords = 0;
  withdrawn = 0;
  repairs = 0;

  constructor(options: YearOptions) {
    this.#options = options;
    const { below } = seeded(options.seed);
    this.#random = () => below(1_000) / 1_000;
    this.simulator = createMxSimulator({
      now: () => BEGIN,
      background: {},
      throttle: 3 * HOUR,
      duplicates: 'allowed',
      oauthReturns: 'own',
      webhooks: {
        username: 'mx',
        password: 'hooks',
        disturb: () => this.#fate(),
        fetch: (request) => this.#receive(request),
      },
    });
    this.mx = mxOver(this.simulator.fetch);
  }

  get now(): number {
    return this.simulator.bank.now;
  }

  #fate(): readonly number[] {
    const chance = this.#random();
    if (chance < this.#options.lost) return [];
    if (chance > 0.95) return [0, 2_000];
    return chance > 0.9 ? [this.#random() * 2 * DAY] : [0];
  }

  async #receive(request: Request): Promise<Response> {
    const webhook = await parseMxWebhook(request, { username: 'mx', password: 'hooks' });
    if (!webhook.ok) return new Response(null, { status: webhook.status });
    const row = this.rows.get(webhook.member?.memberGuid ?? '');
    if (row) this.rows.set(row.member.memberGuid, hint(row, this.now));
    return new Response(null, { status: 204 });
  }

  async begin(): Promise<void> {
    const { mx, simulator } = this;
    const { members, seed, days } = this.#options;
    const { userGuid } = await mx.createUser({});
    for (let count = 0; count < members; count++) {
      const login = { institutionCode: 'mxbank', credentials: credentials('first') };
      const made = await mx.createMember({ userGuid, ...login });
      this.#noteAct(made.member);
      this.#watch(made.member);
    }
    const oauth = { userGuid, institutionCode: 'mx_bank_oauth', isOauth: true } as const;
    if (members > 1) {
      const { member } = await mx.createMember(oauth);
      await this.#visitBank(member);
      this.#watch(member);
    }
    await simulator.skip('10m');
    planTroubles(simulator.bank, {
      seed: String(seed),
      until: this.now + days * DAY,
      rates: { passwords: 3, questions: 3, holds: 2, consents: 3, outages: 4 },
    });
  }

  #watch(member: MemberId): void {
    this.rows.set(member.memberGuid, { member, lookAt: 0 });
    const { createdAt } = this.simulator.bank.member(member.memberGuid);
    this.#guids.set(member.memberGuid, createdAt);
  }

  #noteAct({ memberGuid: guid }: MemberId): void {
    this.#acts.push({ at: this.now, guid });
  }

  async #visitBank(member: MemberId): Promise<void> {
    this.#noteAct(member);
    const { oauthWindowUri } = await this.mx.oauthWindowUri({ member });
    const token = new URL(oauthWindowUri).pathname.split('/').at(-1) ?? '';
    this.simulator.bank.finishWindow(token, true);
  }

  /** The user follows the message, in the lifecycle of the app. */
  async #act(member: MemberId): Promise<void> {
    const { mx, simulator } = this;
    const { bank } = simulator;
    const health = connectionHealth(await mx.readMember({ member }), this.now);
    const mayStart = health.mayStart === 'withUser' && (health.startFrom ?? 0) <= this.now;
    if (health.action === 'enterCredentials') {
      this.#noteAct(member);
      this.#passwords += 1;
      await mx.updateCredentials({ member, credentials: credentials(`p${this.#passwords}`) });
    } else if (health.action === 'openBank') await this.#visitBank(member);
    else if (health.action === 'visitInstitution') {
      bank.troubles.release(member.memberGuid);
      this.#noteAct(member);
      await mx.startJob({ member, job: 'aggregate' });
    } else if (mayStart && health.status !== 'upToDate') {
      this.#noteAct(member);
      await mx.startJob({ member, job: 'aggregate' });
    } else return;
    this.repairs += 1;
    await simulator.skip('1m');
    const { challenges } = await mx.readStatus({ member });
    if (challenges.length > 0) {
      const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
      await mx.submitAnswers({ member, answers });
      await simulator.skip('1m');
    }
    if (this.#options.mistake !== 'startsTwice') return;
    await simulator.skip('1m');
    const { reading } = await mx.readMember({ member });
    if (!reading.isBeingAggregated) await mx.startJob({ member, job: 'verify' });
  }

  async #deliver(message: Message): Promise<void> {
    const { id, tell, member } = message;
    if (tell === undefined) {
      if (this.#options.mistake === 'neverWithdraws') return;
      if (!this.told.delete(id)) this.#complain(`${id} is withdrawn and was not told`);
      this.withdrawn += 1;
      return;
    }
    if (this.everTold.has(id)) this.#complain(`${id} is told twice`);
    this.everTold.add(id);
    this.told.set(id, message);
    const { shown } = this.simulator.bank.member(member.memberGuid);
    if (tell.who === 'user' && tell.action === 'enterCredentials' && !MINE.includes(shown.status))
      this.#complain(`${id}: the user is asked for credentials, and MX shows ${shown.status}`);
    // The user is asked only where MX's next daily job would fail.
    const isWell = this.simulator.bank.troubles.isWell(member.memberGuid);
    const isNeedless = AT_THE_BANK.includes(tell.action) || READ_DAILY.includes(shown.status);
    if (tell.who === 'user' && isWell && isNeedless)
      this.#complain(`${id}: the user is asked, and the bank would let MX in`);
    this.#visits.push({ at: this.now + this.#random() * 5 * DAY, member });
  }

  async #askWithoutNeed(): Promise<void> {
    for (const { member } of this.rows.values()) {
      const health = connectionHealth(await this.mx.readMember({ member }), this.now);
      const tell = { ...health, who: 'user', action: 'tryAgain' } as const;
      await this.#deliver({ id: `${member.memberGuid} no need`, member, tell });
    }
  }

  #complain(text: string): void {
    this.complaints.push(`${new Date(this.now).toISOString()} ${text}`);
  }

  async look(): Promise<void> {
    const { mistake, failing = 0 } = this.#options;
    await lookAtDue(
      {
        mx: {
          readMember: async (request) => {
            this.#reads += 1;
            if (this.#random() < failing) throw new TypeError('the network is down');
            const page = await this.mx.readMember(request);
            if (mistake === 'startsByItself' && page.reading.connectionStatus === 'DENIED')
              await this.mx.startJob({ ...request, job: 'aggregate' });
            return page;
          },
        },
        due: async (now) => [...this.rows.values()].filter(({ lookAt }) => lookAt <= now),
        keep: async (row) => {
          const lookAt = mistake === 'onlyWebhooks' ? Infinity : row.lookAt;
          this.rows.set(row.member.memberGuid, { ...row, lookAt });
        },
        deliver: (message) => this.#deliver(message),
        isBusy: async () => false,
      },
      this.now,
    );
  }

  /** The next time at which the loop or a user acts. */
  #next(until: number): number {
    const looks = [...this.rows.values()].map(({ lookAt }) => Math.max(lookAt, this.now + 1));
    const visits = this.#visits.map(({ at }) => at);
    return Math.min(until, this.now + 3 * HOUR, ...looks, ...visits);
  }

  async run(): Promise<Year> {
    await this.begin();
    if (this.#options.mistake === 'asksWithoutNeed') await this.#askWithoutNeed();
    const begun = this.now;
    const until = begun + this.#options.days * DAY;
    while (this.now < until) {
      await this.look();
      this.#check();
      const wait = this.#next(until) - this.now;
      // At least a minute passes, because a program calls the loop every minute.
      await this.simulator.skip(Math.max(MINUTE, wait));
      for (const visit of this.#visits.filter(({ at }) => at <= this.now)) {
        this.#visits.splice(this.#visits.indexOf(visit), 1);
        await this.#act(visit.member).catch((error: unknown) => {
          // The institution accepts no logins. The user tries again the next day.
          if (!(error instanceof MxError)) throw error;
          this.#visits.push({ ...visit, at: this.now + DAY });
        });
      }
    }
    this.#checkStarts();
    const { complaints, withdrawn, repairs } = this;
    const memberDays = this.rows.size * this.#options.days;
    const readsADay = this.#reads / memberDays;
    return { complaints, told: this.everTold.size, withdrawn, repairs, readsADay };
  }

  #members(): readonly Member[] {
    const { bank } = this.simulator;
    return [...this.rows.keys()].map((guid) => bank.member(guid));
  }

  /** Compares what the user was shown with what MX shows, and for how long MX has shown it. */
  #check(): void {
    for (const member of this.#members()) {
      const { guid } = member;
      const is = pictureOf(member, this.now);
      const before = this.#since.get(guid);
      const at = before?.is === is ? before.at : this.now;
      this.#since.set(guid, { is, at });
      const lasts = this.now - at - (this.#options.failing ? 30 * MINUTE : 0);
      const told = [...this.told.values()].filter((one) => one.member.memberGuid === guid);
      if (told.length > 1) this.#complain(`${guid} has ${told.length} issues at once`);
      const actors = told.map(({ tell }) => tell?.who);
      if (is === 'well' && lasts > NOTICED_WITHIN && told.length > 0)
        this.#complain(`${guid} is well, and ${told[0]?.id} stands`);
      if (MINE.includes(is) && lasts > NOTICED_WITHIN && !actors.includes('user'))
        this.#complain(`${guid} shows ${is}, and the user was not told`);
      // Whoever has just tried saw the outage.
      const tried = this.now - (member.shown.aggregatedAt ?? 0);
      const isLong = Math.min(lasts, tried) > NOTICED_WITHIN + 72 * HOUR;
      if (OUTAGES.includes(is) && isLong && told.length === 0)
        this.#complain(`${guid} shows ${is}, and nobody was told`);
      if (is === 'old' && lasts > 7 * HOUR && !this.rows.get(guid)?.issue)
        this.#complain(`${guid} has old data, and counts as up to date`);
      if (is === 'old' && lasts > 32 * HOUR && told.length === 0)
        this.#complain(`${guid} has old data, and nobody was told`);
      if (this.#guids.get(guid) !== member.createdAt) this.#complain(`${guid} is another member`);
    }
  }

  /** A person asked for every login at the bank, and each request led to one login at most. */
  #checkStarts(): void {
    for (const { guid, received } of this.#members()) {
      const acts = this.#acts.filter((act) => act.guid === guid);
      const used = new Set<number>();
      for (const { at, result } of received.starts) {
        if (result !== 'started') continue;
        const act = acts.findLast((one) => one.at <= at);
        const when = new Date(at).toISOString();
        if (!act || at - act.at > 2 * MINUTE)
          this.#complain(`${guid}: nobody asked for the login of ${when}`);
        else if (used.has(act.at)) this.#complain(`${guid}: the login of ${when} is a second one`);
        else used.add(act.at);
      }
    }
  }
}

/** Simulates a year, and checks the loop by what the bank knows. */
export const liveYear = (options: YearOptions): Promise<Year> => new UpkeepYear(options).run();
