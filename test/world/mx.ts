import { createMx, type Mx } from '@mx-member/adapters/mx';
import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { answerElsewhere } from '../../packages/simulator/src/bank/elsewhere.ts';
import { challengeBody, memberBody, statusBody } from '../../packages/simulator/src/http/bodies.ts';
import {
  scriptOfPlan,
  simulatorOptionsOf,
  WEBHOOK_WAYS,
} from '../../packages/simulator/src/world/plan.ts';
import { type Moment, recordMoments } from '../../packages/simulator/src/world/recorder.ts';
import { placeOfPath, saidIn } from '../../packages/simulator/src/world/requests.ts';
import { KEYS } from '../support/simulated.ts';
import type { Life } from './life.ts';
import { LAG_FIELDS, type LagField, type Plan } from './plan.ts';
import { Secrets } from './secrets.ts';
import type { Time } from './time.ts';

/**
 * MX as the processes of a plan reach it: the simulated bank with a right clock, and before it a replica that lags behind, faults, and
 * a computer whose clock is set while a request is under way. It writes down what really happens.
 */

/** A request that a process or the app has sent, with MX's moments. */
export interface Sent {
  readonly at: number;
  /** When the reply was there. `null` while it is not. */
  repliedAt: number | null;
  /** The number of the process. */
  readonly process: number;
  readonly method: string;
  /** The last part of the path: `status`, `verify`, `resume`, `members` for a list. Empty for the member's page, and for what changes it. */
  readonly end: string;
  /** The questions that it answers. */
  readonly answered: readonly string[];
  /** The HTTP status of the reply. `null` without a reply. */
  status: number | null;
  /** The reply comes from a replica that differs from the bank. */
  isStale: boolean;
  /** The member was never as the reply says: some of its fields are behind, and others are not. */
  isMixed: boolean;
  /** How long ago the oldest change was that it does not show, in ms. */
  behind: number;
}

type Shown = ReturnType<ReturnType<typeof createMxSimulator>['bank']['member']>['shown'];

/** What each group of fields is in `shown`, and in a body. */
const GROUPS: Readonly<Record<LagField, readonly (keyof Shown)[]>> = {
  status: [
    'status',
    'challenges',
    'isAuthenticated',
    'hasProcessedAccounts',
    'hasProcessedTransactions',
    'hasProcessedAccountNumbers',
  ],
  flag: ['isBeingAggregated'],
  stamps: ['aggregatedAt', 'successfullyAggregatedAt'],
  code: ['errorCode'],
  guid: ['jobGuid'],
};

/** How long the person takes to answer on another device, in ms. */
const ANSWERS_ELSEWHERE = 5_000;

/** What is around MX. */
interface Around {
  readonly time: Time;
  /** The number of the first guid. */
  readonly guids: number;
  readonly receive: (webhook: Request) => Promise<Response>;
  /** Spoils the replies of MX. */
  readonly change?: (reply: Response) => Response;
}

export class WorldMx {
  readonly simulator: ReturnType<typeof createMxSimulator>;
  readonly secrets = new Secrets();
  readonly sent: Sent[] = [];
  /** All that each member has shown. */
  readonly moments: ReadonlyMap<string, readonly Moment[]>;
  /** The bodies of the requests that created a member. */
  readonly created: string[] = [];
  /** From here on the network and the clock do what the plan says. */
  began = Number.POSITIVE_INFINITY;
  readonly #plan: Plan;
  readonly #time: Time;
  readonly #change: (reply: Response) => Response;
  /** How the clock of the computer was set. */
  readonly #shifts: { readonly at: number; readonly by: number }[] = [];
  #readings = 0;
  #stoppedAt: number | null = null;

  constructor(plan: Plan, { time, guids, receive, change = (reply) => reply }: Around) {
    this.#plan = plan;
    this.#time = time;
    this.#change = change;
    const { reply, webhooks } = plan;
    this.simulator = createMxSimulator({
      ...simulatorOptionsOf(plan),
      now: () => this.#stoppedAt ?? this.#time.now(),
      aggregatesNewMembers: reply === '202' || reply === '201',
      unsupportedJobs: reply.startsWith('201') ? [missingJob(plan)] : [],
      kept: { guids, users: [], members: [] },
      webhooks: { fetch: receive, disturb: () => WEBHOOK_WAYS[webhooks] },
    });
    this.moments = recordMoments(this.simulator.bank);
  }

  /** Sets the computer's clock. */
  setClock(by: number): void {
    if (by === 0) return;
    this.#shifts.push({ at: this.#time.now(), by });
    this.#time.setClock(by);
  }

  /** What the computer's clock showed at a moment. */
  clockAt(moment: number): number {
    const until = this.#shifts.filter(({ at }) => at <= moment);
    return until.reduce((clock, { by }) => clock + by, moment);
  }

  /** From here on no time passes at the bank. */
  stop(): void {
    this.#stoppedAt = this.#time.now();
  }

  /** The script of the right password. */
  get rightScript(): string {
    return `simulate:${scriptOfPlan(this.#plan)}`;
  }

  /** A client of MX. Its calls are effects of a process, if it has a life. */
  client(process: number, life?: Life): Mx {
    return createMx({
      version: this.#plan.version,
      clientId: DEFAULT_CLIENT_ID,
      apiKey: DEFAULT_API_KEY,
      environment: new URL('https://mx.test'),
      fetch: (request) =>
        life
          ? life.request(request, () => this.send(request, process))
          : this.send(request, process),
    });
  }

  /** A request of a process, as MX answers it. */
  async send(given: Request, process: number): Promise<Response> {
    const text = await given.clone().text();
    const { pathname } = new URL(given.url);
    const { method } = given;
    const { member: guid, rest } = placeOfPath(pathname);
    const end = guid === null && method === 'GET' ? 'members' : rest;
    if (method === 'POST' && pathname.endsWith('/members')) this.created.push(text);
    const sent: Sent = {
      at: this.#time.now(),
      repliedAt: null,
      process,
      method,
      end,
      answered: end === 'resume' ? saidIn(text).answered : [],
      status: null,
      isStale: false,
      isMixed: false,
      behind: 0,
    };
    const isOn = sent.at >= this.began;
    const call = isOn ? this.sent.filter(({ at }) => at >= this.began).length : -1;
    this.sent.push(sent);
    this.#step(call, 'before');
    const body = text && this.secrets.words.forBank(text);
    const request = text ? new Request(given, { body }) : given;
    try {
      const reply = await this.simulator.fetch(request);
      // If a reply is not JSON, it tells nothing.
      sent.status = (await this.#isLegible(reply)) ? reply.status : null;
      if (!isOn) return reply;
      return this.#change(guid && reply.ok ? await this.#asShown(reply, sent, guid) : reply);
    } finally {
      this.#step(call, 'within');
      sent.repliedAt = this.#time.now();
    }
  }

  async #isLegible(reply: Response): Promise<boolean> {
    const mayBe = this.#plan.faults.some((fault) => /:(malformed|truncated)/.test(fault));
    if (!mayBe || !reply.ok || reply.status === 204) return true;
    return await reply
      .clone()
      .json()
      .then(
        () => true,
        () => false,
      );
  }

  #step(call: number, when: 'before' | 'within'): void {
    for (const step of this.#plan.clock.steps)
      if (step.call === call && step.when === when) this.setClock(step.by);
  }

  /** A reply as the replica gives it. */
  async #asShown(reply: Response, sent: Sent, guid: string): Promise<Response> {
    const { lag, version } = this.#plan;
    const { method, end } = sent;
    const page = end === '' ? 'member' : 'status';
    if (!lag?.on.includes(method === 'GET' ? page : 'reply')) return reply;
    if (method === 'GET' && this.#readings++ % lag.every !== 0) return reply;
    const { bank } = this.simulator;
    const member = bank.member(guid);
    const { shown, isMixed, behind } = this.#lagging(guid, this.#time.now());
    if (JSON.stringify(shown) === JSON.stringify(member.shown)) return reply;
    sent.isStale = true;
    sent.isMixed = isMixed;
    sent.behind = behind;
    const headers = { 'content-type': 'application/json' };
    if (end === 'challenges') {
      const challenges = shown.challenges.map(challengeBody);
      if (challenges.length === 0) return new Response(null, { status: 204 });
      const { pagination } = await reply.json().catch(() => ({}));
      return new Response(JSON.stringify({ challenges, pagination }), { headers });
    }
    const user = bank.user(member.userGuid);
    const late: Record<string, unknown> =
      end === 'status'
        ? statusBody(member, {}, shown)
        : memberBody(member, user, version, {}, shown);
    const { member: now } = await reply.json();
    const kept = Object.keys(now).filter((name) => name !== 'challenges');
    const body = Object.fromEntries(
      kept.map((name) => [name, name in late ? late[name] : now[name]]),
    );
    const { challenges } = late;
    const changed = { ...body, ...(challenges !== undefined && { challenges }) };
    return new Response(JSON.stringify({ member: changed }), { status: reply.status, headers });
  }

  /** Each group of fields as it was before the changes that the replica does not know. Of two changes, it learns the older one first. */
  #lagging(
    guid: string,
    now: number,
  ): { readonly shown: Shown; readonly isMixed: boolean; readonly behind: number } {
    const { lag } = this.#plan;
    const moments = this.moments.get(guid) ?? [];
    const shown: Record<string, unknown> = { ...moments.at(-1)?.shown };
    // The moments between which all fields are as they are shown.
    let [from, to] = [0, moments.length - 1];
    let behind = 0;
    for (const field of LAG_FIELDS) {
      let known = 0;
      let seenAt = Number.NEGATIVE_INFINITY;
      for (const [index, { at, shown: next }] of moments.entries()) {
        const isEnd = moments[index - 1]?.shown.isBeingAggregated && !next.isBeingAggregated;
        const late = at < this.began ? 0 : ((isEnd ? lag?.end : lag?.act)?.[field] ?? 0);
        seenAt = Math.max(seenAt, at + late);
        if (seenAt <= now) known = index;
      }
      const values = moments.map((one) =>
        JSON.stringify(GROUPS[field].map((name) => one.shown[name])),
      );
      const isOther = (value: string) => value !== values[known];
      const next = values.findIndex((value, index) => index > known && isOther(value));
      from = Math.max(from, values.slice(0, known).findLastIndex(isOther) + 1);
      if (next >= 0) to = Math.min(to, next - 1);
      behind = Math.max(behind, now - (moments[next]?.at ?? now));
      for (const name of GROUPS[field]) shown[name] = moments[known]?.shown[name];
    }
    return { shown: shown as unknown as Shown, isMixed: from > to, behind };
  }

  /** Forgets what was sent before a plan begins. */
  forget(): void {
    this.created.length = 0;
    this.sent.length = 0;
  }

  /** The person answers on another device, straight at the bank, a moment later. */
  async answerElsewhere(memberGuid: string): Promise<void> {
    await this.#time.pass(ANSWERS_ELSEWHERE);
    answerElsewhere(this.simulator.bank, memberGuid);
  }

  /** The person decides on the bank's page. */
  async decide(uri: string, decision: 'authorize' | 'deny'): Promise<void> {
    const body = new URLSearchParams({ decision });
    let isThere = false;
    const reply = this.simulator.fetch(uri, { method: 'POST', body, headers: KEYS });
    reply
      .catch(() => {})
      .finally(() => {
        isThere = true;
      });
    await this.#time.pass(60_000, () => isThere);
  }
}

/** A job that the institution does not support, where a creation is answered with 201. */
export const missingJob = ({ job }: Plan) =>
  job === 'fetch_rewards' ? 'fetch_statements' : 'fetch_rewards';
