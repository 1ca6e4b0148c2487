import { createHash } from 'node:crypto';
import { basicAuth } from '@mx-member/http/web';
import { createMxSimulator, type Member, type MxSimulator, parseFault } from '@mx-member/simulator';
import type { AttackScenario } from '../scenarios/scenario.ts';
import { answerersIn, type Cast, inWordsOfTheBank } from './cast.ts';
import { EvidenceRecorder } from './recorder.ts';
import { callOf, placeOfPath, saidIn, shownIn } from './requests.ts';
import { sleepFor } from './sleep-for.ts';

/** The fields of MX Bank's login form. */
const FIELDS = {
  username: 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1',
  password: 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d',
};

/** What the person types into the bank's form, as MX takes it. */
export const credentialsOf = (username: string, password: string) => [
  { guid: FIELDS.username, value: username },
  { guid: FIELDS.password, value: password },
];

/** The guids of a person's user and member. */
export interface Owned {
  readonly userGuid: string;
  readonly memberGuid: string;
}

/** How webhooks reach the server: their address, and a function that sends them. */
export interface WebhookRoute {
  readonly url: URL;
  readonly send: (request: Request) => Promise<Response>;
}

export interface BankSettings {
  readonly scenario: AttackScenario;
  readonly cast: Cast;
  readonly speed: number;
  /** `null` if the server does not receive webhooks. */
  readonly webhooks: WebhookRoute | null;
  /** Kills the server and starts it again. */
  readonly restart: () => Promise<void>;
}

/** The number at which the guids of a scenario begin. Each scenario has other guids, and the same ones in each run. */
const firstGuidOf = ({ name }: AttackScenario): number =>
  createHash('sha256').update(name).digest().readUInt32BE();

const UNAVAILABLE = { error: { message: 'MX is not available.' } };

/** MX Bank for one scenario, with its attacks. It records every request. */
export class ScenarioBank {
  readonly recorder: EvidenceRecorder;
  readonly #settings: BankSettings;
  readonly #simulator: MxSimulator;
  /** Members by guid, in the order in which they appeared. */
  readonly #members: string[] = [];
  #begun = Infinity;
  #endedBefore = new Map<string, number>();
  #ended = new Map<string, number>();
  #hasKilled = false;

  constructor(settings: BankSettings) {
    const { scenario, cast, speed, webhooks } = settings;
    this.#settings = settings;
    this.recorder = new EvidenceRecorder(() => this.#simulator.bank.now - this.#begun);
    const ways = { once: [0], twice: [0, 5_000], lost: [] };
    this.#simulator = createMxSimulator({
      clientId: cast.clientId,
      apiKey: cast.apiKey,
      speed,
      step: scenario.step,
      challengeLifetime: scenario.lifetime,
      throttle: scenario.throttle,
      kept: { guids: firstGuidOf(scenario), users: [], members: [] },
      sleep: (ms, signal) => sleepFor(ms / speed, signal),
      ...(webhooks && {
        webhooks: {
          url: new URL(webhooks.url.pathname + webhooks.url.search, webhooks.url),
          username: decodeURIComponent(webhooks.url.username),
          password: decodeURIComponent(webhooks.url.password),
          disturb: () => (this.#begun === Infinity ? [] : ways[scenario.webhooks ?? 'once']),
          fetch: (request) => this.#sendWebhook(request, webhooks),
        },
      }),
    });
    this.#simulator.bank.onWrite(({ type, guid }) => {
      if (type === 'member') this.#noteMember(guid);
    });
  }

  /** Creates the members of all people, with the past that the scenario gives them. */
  async prepare(): Promise<readonly Owned[]> {
    const { scenario, cast } = this.#settings;
    const owned: Owned[] = [];
    for (const { username, passwords } of cast.people) {
      const before = { connected: 'correct', denied: 'INVALID' }[String(scenario.past)];
      const call = (method: string, path: string, body?: object) => this.#call(method, path, body);
      const { user } = await call('POST', '/users', { user: { metadata: 'test-backend' } });
      const member = (password: string) => ({
        member: { credentials: credentialsOf(username, password), skip_aggregation: true },
      });
      const first = member(before ?? passwords[0]).member;
      const created = await call('POST', `/users/${user.guid}/members`, {
        member: { ...first, institution_code: 'mxbank' },
      });
      const path = `/users/${user.guid}/members/${created.member.guid}`;
      if (before !== undefined) {
        await call('POST', `${path}/aggregate`);
        await this.#simulator.skip(2 * scenario.step + 1);
        await call('PUT', path, member(passwords[0]));
        if (scenario.throttle === 0) await this.#simulator.skip('12h');
      }
      owned.push({ userGuid: user.guid, memberGuid: created.member.guid });
    }
    return owned;
  }

  /** Begins the attack. */
  async begin(owned: readonly Owned[]): Promise<void> {
    const { scenario } = this.#settings;
    const { bank, faults } = this.#simulator;
    if (scenario.past === 'verify runs')
      for (const { userGuid, memberGuid } of owned)
        await this.#call('POST', `/users/${userGuid}/members/${memberGuid}/verify`);
    for (const fault of scenario.faults) faults.add(parseFault(fault));
    if (scenario.block) bank.blocks.set('mxbank', scenario.block);
    this.#begun = bank.now;
    this.#endedBefore = new Map(this.#ended);
    if (scenario.down) {
      this.recorder.world({ type: 'outageBegins' }, scenario.down.from);
      this.recorder.world({ type: 'outageEnds' }, scenario.down.to);
    }
    for (const guid of this.#members) this.#noteMember(guid);
  }

  /** Lets the bank do what is due, and sends webhooks. */
  async tick(): Promise<void> {
    this.#simulator.bank.advance();
    await this.#simulator.webhooks.flush();
  }

  /** The number of a member; `null` if it does not exist. */
  numberOf(guid: string | null): number | null {
    const index = this.#members.indexOf(guid ?? '');
    return index === -1 ? null : index + 1;
  }

  /** The state of a member. */
  standing(guid: string): Member['shown'] {
    return this.#simulator.bank.member(guid).shown;
  }

  /** Answers a request of the server under test. @returns The response; `null` to drop the connection. */
  async answer(request: Request): Promise<Response | null> {
    const { cast, scenario } = this.#settings;
    const at = this.recorder.now;
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    const before = this.#members.length;
    const reply = await this.#replyTo(request, pathname + search, body);
    const isDown = this.#isDown(at);
    const call = callOf(request.method, pathname);
    const text = reply?.headers.get('content-type')?.includes('json')
      ? await reply.clone().text()
      : '';
    const waits = reply?.headers.get('retry-after') ?? null;
    const kills = scenario.killsAtAnswer && !this.#hasKilled && call === 'answer' && reply?.ok;
    this.recorder.request({
      at,
      answeredAt: this.recorder.now,
      method: request.method,
      path: placeOfPath(pathname).template,
      call,
      member: call === 'create' ? this.#newMember(before) : this.#memberIn(pathname),
      status: kills ? null : (reply?.status ?? null),
      hasVersion: request.headers.has('accept-version'),
      ...saidIn(body),
      answersOf: call === 'answer' ? answerersIn(body, cast) : [],
      shown: call === 'read' && reply?.ok && !isDown ? shownIn(text) : null,
      retryAfter: waits === null ? null : Number(waits) * 1_000 * this.#settings.speed,
    });
    if (!kills) return reply;
    this.#hasKilled = true;
    await this.#settings.restart();
    return null;
  }

  /** The member that a request has created. */
  #newMember(before: number): number | null {
    return this.#members.length > before ? this.#members.length : null;
  }

  /** v20250224 finds members by the client's own id too. */
  #memberIn(pathname: string): number | null {
    const { member } = placeOfPath(pathname);
    const found = this.#members.find(
      (guid) => guid === member || this.#simulator.bank.member(guid).id === member,
    );
    return this.numberOf(found ?? null);
  }

  #isDown(at: number): boolean {
    const { down } = this.#settings.scenario;
    return down !== null && at >= down.from && at < down.to;
  }

  async #replyTo(request: Request, path: string, body: string): Promise<Response | null> {
    const { cast, scenario, speed } = this.#settings;
    if (this.#isDown(this.recorder.now)) return Response.json(UNAVAILABLE, { status: 503 });
    const headers = new Headers(request.headers);
    // Serves a request without a version. The report says so once.
    if (!headers.has('accept-version')) headers.set('accept-version', 'v20111101');
    const words = inWordsOfTheBank(body, cast, scenario.script);
    const init = { method: request.method, headers, ...(body !== '' && { body: words }) };
    const reply = await this.#simulator
      .fetch(new Request(new URL(path, request.url), init))
      .catch(() => null);
    const seconds = reply?.headers.get('retry-after');
    // The server waits in real time, in whole seconds.
    if (reply && seconds)
      reply.headers.set('retry-after', String(Math.ceil(Number(seconds) / speed)));
    return reply;
  }

  async #call(method: string, path: string, body?: object) {
    const { cast, scenario } = this.#settings;
    const reply = await this.#simulator.fetch(`http://bank.internal${path}`, {
      method,
      headers: {
        authorization: basicAuth(cast.clientId, cast.apiKey),
        'accept-version': 'v20111101',
        'content-type': 'application/json',
      },
      ...(body && { body: inWordsOfTheBank(JSON.stringify(body), cast, scenario.script) }),
    });
    return reply.json();
  }

  async #sendWebhook(request: Request, { send }: WebhookRoute): Promise<Response> {
    const body = await request.text();
    const [guid] = /MBR-[\w-]+/.exec(body) ?? [];
    const member = this.numberOf(guid ?? null);
    if (member !== null) this.recorder.world({ type: 'webhook', member });
    return send(new Request(request.url, { method: 'POST', headers: request.headers, body }));
  }

  #noteMember(guid: string): void {
    const { bank } = this.#simulator;
    if (!this.#members.includes(guid)) this.#members.push(guid);
    const { shown, job } = bank.member(guid);
    const wasRunning = this.#running.has(guid);
    if (job) this.#running.add(guid);
    else this.#running.delete(guid);
    if (wasRunning && !job) this.#ended.set(guid, (this.#ended.get(guid) ?? 0) + 1);
    if (this.#begun === Infinity) return;
    this.recorder.moment({
      at: this.recorder.now,
      member: this.#members.indexOf(guid) + 1,
      status: shown.status,
      running: job !== null,
      questions: shown.challenges.map((one) => one.guid),
      jobsEnded: (this.#ended.get(guid) ?? 0) - (this.#endedBefore.get(guid) ?? 0),
    });
  }

  readonly #running = new Set<string>();
}
