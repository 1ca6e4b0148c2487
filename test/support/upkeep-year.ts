import { type CreateMemberRequest, parseMxWebhook } from '@mx-member/adapters/mx';
import { type MemberId, MxError } from '@mx-member/machine';
import { createMxSimulator, type Member, planTroubles } from '@mx-member/simulator';
import {
  hint,
  lookAtDue,
  type Message,
  type Row,
  type Upkeep,
} from '../../examples/upkeep/upkeep.ts';
import { seeded } from './seeded.ts';
import { credentials } from './simulated.ts';
import { mxOver } from './simulated-mx.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BEGIN = Date.UTC(2026, 0, 1);
const LOGIN = { username: 'mx', password: 'hooks' };

/** The parameters of a year. */
export interface YearOptions {
  readonly seed: number;
  readonly days: number;
  /** The number of members with credentials. One more logs in at the bank's page. */
  readonly members: number;
  /** The part of webhooks that is lost. The rest may be late or arrive twice. */
  readonly lost: number;
  /** The part of reads that fail on the client's side. */
  readonly failing?: number;
  /** A deliberate mistake in what the loop uses, which the oracle must find. */
  readonly mistake?: (upkeep: Upkeep) => Partial<Upkeep>;
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

/** A simulated year: a user who acts when asked, the loop, and an oracle that knows the bank. The loop can only read. */
class UpkeepYear {
  readonly complaints: string[] = [];
  /** All issues that the loop has told, and those that stand. */
  readonly told = new Set<string>();
  readonly #standing = new Map<string, Message>();
  /** What the user acts on now. */
  readonly #visits: Message[] = [];
  withdrawn = 0;
  reads = 0;
  readonly #rows = new Map<string, Row>();
  readonly #options: YearOptions;
  readonly #random: () => number;
  /** Since when MX has shown a problem of the user, or good data. */
  readonly #since = new Map<string, { readonly is: string; readonly at: number }>();
  readonly #simulator = createMxSimulator({
    now: () => BEGIN,
    background: {},
    throttle: 3 * HOUR,
    duplicates: 'allowed',
    oauthReturns: 'own',
    webhooks: {
      ...LOGIN,
      disturb: () => this.#fate(),
      fetch: (request) => this.#receive(request),
    },
  });
  readonly #bank = this.#simulator.bank;
  readonly #mx = mxOver(this.#simulator.fetch);

  constructor(options: YearOptions) {
    this.#options = options;
    const { below } = seeded(options.seed);
    this.#random = () => below(1_000) / 1_000;
  }

  #fate(): readonly number[] {
    const chance = this.#random();
    if (chance < this.#options.lost) return [];
    if (chance > 0.95) return [0, 2_000];
    return chance > 0.9 ? [this.#random() * 2 * DAY] : [0];
  }

  async #receive(request: Request): Promise<Response> {
    const webhook = await parseMxWebhook(request, LOGIN);
    if (!webhook.ok) return new Response(null, { status: webhook.status });
    const row = this.#rows.get(webhook.member?.memberGuid ?? '');
    if (row) this.#keep(hint(row, this.#bank.now));
    return new Response(null, { status: 204 });
  }

  #keep(row: Row): void {
    this.#rows.set(row.member.memberGuid, row);
  }

  async #begin(): Promise<void> {
    const { members, seed, days } = this.#options;
    const { userGuid } = await this.#mx.createUser();
    const create = async (login: Omit<CreateMemberRequest, 'userGuid'>) => {
      const { member } = await this.#mx.createMember({ userGuid, ...login });
      this.#keep({ member, lookAt: 0 });
      return member;
    };
    const first = { institutionCode: 'mxbank', credentials: credentials('first') };
    for (let count = 0; count < members; count++) await create(first);
    await this.#visitBank(await create({ institutionCode: 'mx_bank_oauth', isOauth: true }));
    await this.#simulator.skip('10m');
    planTroubles(this.#bank, {
      seed: String(seed),
      until: this.#bank.now + days * DAY,
      rates: { passwords: 3, questions: 3, holds: 2, consents: 3, outages: 4 },
    });
  }

  async #visitBank(member: MemberId): Promise<void> {
    const { oauthWindowUri } = await this.#mx.oauthWindowUri({ member });
    const token = new URL(oauthWindowUri).pathname.split('/').at(-1) ?? '';
    this.#bank.finishWindow(token, true);
  }

  /** The user does what a message says, unless it was withdrawn, and answers the bank. */
  async #act(message: Message): Promise<void> {
    const { id, member, tell } = message;
    if (!this.#standing.has(id)) return;
    try {
      await this.#repair(member, tell?.action);
    } catch (error) {
      // The institution accepts no logins. The user tries again the next day.
      if (!(error instanceof MxError)) throw error;
      return this.#plan(DAY, message);
    }
    await this.#simulator.skip('1m');
    const { challenges } = await this.#mx.readStatus({ member });
    const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
    if (answers.length > 0) await this.#mx.submitAnswers({ member, answers });
  }

  async #repair(member: MemberId, action: unknown): Promise<unknown> {
    if (action === 'openBank') return this.#visitBank(member);
    const password = `${this.#bank.now}`;
    if (action === 'enterCredentials')
      return this.#mx.updateCredentials({ member, credentials: credentials(password) });
    this.#bank.troubles.release(member.memberGuid);
    return this.#mx.startJob({ member, job: 'aggregate' });
  }

  /** The user acts in so many ms. */
  #plan(after: number, message: Message): void {
    this.#bank.plan(this.#bank.now + after, () => this.#visits.push(message));
  }

  async #deliver(message: Message): Promise<void> {
    const { id, tell, member } = message;
    if (tell === undefined) {
      if (!this.#standing.delete(id)) this.#complain(`${id} is withdrawn and was not told`);
      this.withdrawn += 1;
      return;
    }
    if (this.told.has(id)) this.#complain(`${id} is reported twice`);
    this.told.add(id);
    this.#standing.set(id, message);
    const { shown } = this.#bank.member(member.memberGuid);
    if (tell.who === 'user' && tell.action === 'enterCredentials' && !MINE.includes(shown.status))
      this.#complain(`${id}: the user is asked for credentials, and MX shows ${shown.status}`);
    // The user is asked only where MX's next daily job would fail.
    const isWell = this.#bank.troubles.isWell(member.memberGuid);
    const isNeedless = AT_THE_BANK.includes(tell.action) || READ_DAILY.includes(shown.status);
    if (tell.who === 'user' && isWell && isNeedless)
      this.#complain(`${id}: the user is asked, and the bank would let MX in`);
    this.#plan(this.#random() * 5 * DAY, message);
  }

  #complain(text: string): void {
    this.complaints.push(`${new Date(this.#bank.now).toISOString()} ${text}`);
  }

  async run(): Promise<this> {
    const { days, failing = 0, mistake } = this.#options;
    const upkeep: Upkeep = {
      mx: {
        readMember: (request) => {
          this.reads += 1;
          if (this.#random() < failing) throw new TypeError('the network is down');
          return this.#mx.readMember(request);
        },
      },
      due: async (now) => [...this.#rows.values()].filter(({ lookAt }) => lookAt <= now),
      keep: async (row) => this.#keep(row),
      deliver: (message) => this.#deliver(message),
      isBusy: async () => false,
    };
    await this.#begin();
    const until = this.#bank.now + days * DAY;
    for (; this.#bank.now < until; await this.#simulator.skip(this.#wait)) {
      await lookAtDue({ ...upkeep, ...mistake?.(upkeep) }, this.#bank.now);
      for (const guid of this.#rows.keys()) this.#check(this.#bank.member(guid));
      for (const message of this.#visits.splice(0)) await this.#act(message);
    }
    return this;
  }

  /** The time until the loop or the user acts. A program calls the loop at most once a minute. */
  get #wait(): number {
    const looks = [...this.#rows.values()].map(({ lookAt }) => lookAt - this.#bank.now);
    return Math.max(MINUTE, Math.min(3 * HOUR, ...looks));
  }

  /** Reads of member pages, for each member and day. */
  get readsADay(): number {
    return this.reads / this.#rows.size / this.#options.days;
  }

  /** Compares what the user was shown with what MX shows, and for how long MX has shown it. */
  #check(member: Member): void {
    const { guid } = member;
    const { now } = this.#bank;
    const is = pictureOf(member, now);
    const before = this.#since.get(guid);
    const at = before?.is === is ? before.at : now;
    this.#since.set(guid, { is, at });
    const lasts = now - at - (this.#options.failing ? 30 * MINUTE : 0);
    const told = [...this.#standing.values()].filter((one) => one.member.memberGuid === guid);
    if (told.length > 1) this.#complain(`${guid} has ${told.length} issues at once`);
    const actors = told.map(({ tell }) => tell?.who);
    if (is === 'well' && lasts > NOTICED_WITHIN && told.length > 0)
      this.#complain(`${guid} is well, and ${told[0]?.id} stands`);
    if (MINE.includes(is) && lasts > NOTICED_WITHIN && !actors.includes('user'))
      this.#complain(`${guid} shows ${is}, and the user was not told`);
    // Whoever has just tried saw the outage.
    const tried = now - (member.shown.aggregatedAt ?? 0);
    const isLong = Math.min(lasts, tried) > NOTICED_WITHIN + 72 * HOUR;
    if (OUTAGES.includes(is) && isLong && told.length === 0)
      this.#complain(`${guid} shows ${is}, and nobody was notified`);
    if (is === 'old' && lasts > 7 * HOUR && !this.#rows.get(guid)?.issue)
      this.#complain(`${guid} has old data, and counts as up to date`);
    if (is === 'old' && lasts > 32 * HOUR && told.length === 0)
      this.#complain(`${guid} has old data, and nobody was notified`);
  }
}

/** Simulates a year, and checks the loop by what the bank knows. */
export const liveYear = (options: YearOptions): Promise<UpkeepYear> =>
  new UpkeepYear(options).run();
