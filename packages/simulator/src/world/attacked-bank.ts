import { answerElsewhere } from '../bank/elsewhere.ts';
import { hashOf } from '../bank/guids.ts';
import { INSTITUTIONS, type Institution } from '../bank/institutions.ts';
import type { Member } from '../bank/member.ts';
import { SCRIPT_PREFIX } from '../bank/scripts.ts';
import { createMxSimulator, type MxSimulator } from '../simulator.ts';
import { answerersIn, type Cast, type Persona } from './cast.ts';
import { beginPlan, type Plan, simulatorOptionsOf, WEBHOOK_WAYS } from './plan.ts';
import { EvidenceRecorder } from './recorder.ts';
import { describeRequest, placeOfPath } from './requests.ts';
import { sleepFor } from './sleep-for.ts';

const [MX_BANK] = INSTITUTIONS as [Institution];

/** What the person types into the bank's form, as MX takes it. */
export const credentialsOf = (username: string, password: string) =>
  MX_BANK.credentials.map(({ guid, fieldName }) => ({
    guid,
    value: fieldName === 'PASSWORD' ? password : username,
  }));

/** The guids of a person's user and member. */
export interface Owned {
  readonly userGuid: string;
  readonly memberGuid: string;
}

/** How webhooks reach the server. */
export interface WebhookRoute {
  /** Their address, with the login of webhooks. */
  readonly url: URL;
  readonly send: (request: Request) => Promise<Response>;
}

export interface BankSettings {
  readonly plan: Plan;
  readonly cast: Cast;
  readonly speed: number;
  /** `null` if the server does not receive webhooks. */
  readonly webhooks: WebhookRoute | null;
  /** Kills the server and starts it again. */
  readonly restart: () => Promise<void>;
}

/** The number at which the guids of a plan begin. Each plan has other guids, and the same ones in each run. */
const firstGuidOf = (plan: Plan): number => hashOf(JSON.stringify(plan))[0] >>> 0;

const UNAVAILABLE = { error: { message: 'MX is not available.' } };

/** MX Bank for one plan, with its attacks. It records every request. */
export class AttackedBank {
  readonly recorder: EvidenceRecorder;
  readonly #settings: BankSettings;
  readonly #simulator: MxSimulator;
  #hasBegun = false;
  #hasKilled = false;

  constructor(settings: BankSettings) {
    const { plan, cast, speed, webhooks } = settings;
    this.#settings = settings;
    this.#simulator = createMxSimulator({
      ...simulatorOptionsOf(plan),
      clientId: cast.clientId,
      apiKey: cast.apiKey,
      speed,
      kept: { guids: firstGuidOf(plan), users: [], members: [] },
      sleep: (ms, signal) => sleepFor(ms / speed, signal),
      ...(webhooks && {
        webhooks: {
          url: new URL(webhooks.url.pathname + webhooks.url.search, webhooks.url),
          username: decodeURIComponent(webhooks.url.username),
          password: decodeURIComponent(webhooks.url.password),
          disturb: () => (this.#hasBegun ? WEBHOOK_WAYS[plan.webhooks] : []),
          fetch: (request) => this.#sendWebhook(request, webhooks),
        },
      }),
    });
    this.recorder = new EvidenceRecorder(this.#simulator.bank);
  }

  /** Creates the members of all people, with the past that the plan gives them. */
  async prepare(): Promise<readonly { readonly persona: Persona; readonly owned: Owned }[]> {
    const { plan, cast } = this.#settings;
    const { before, step, throttle } = plan.bank;
    const { bank } = this.#simulator;
    const prepared: Awaited<ReturnType<AttackedBank['prepare']>>[number][] = [];
    for (const persona of cast.people) {
      const { username, passwords } = persona;
      const login = (password: string) => ({
        credentials: credentialsOf(username, cast.words.forBank(password)),
        skipAggregation: true,
      });
      const { guid: userGuid } = bank.createUser({ metadata: 'test-backend' });
      const first = login(before === null ? passwords[0] : SCRIPT_PREFIX + before);
      const { guid: memberGuid } = bank.createMember(userGuid, MX_BANK, first);
      if (before !== null) {
        bank.start(memberGuid, 'aggregate');
        await this.#simulator.skip(2 * step + 1);
        bank.updateMember(memberGuid, login(passwords[0]));
        if (throttle === 0) await this.#simulator.skip('12h');
      }
      prepared.push({ persona, owned: { userGuid, memberGuid } });
    }
    return prepared;
  }

  /** Begins the attack. */
  begin(): void {
    const { down, block } = this.#settings.plan;
    const { recorder } = this;
    recorder.begin();
    this.#hasBegun = true;
    beginPlan(this.#simulator, this.#settings.plan, recorder.members);
    if (block) this.#simulator.bank.blocks.set('mxbank', block);
    if (!down) return;
    recorder.world({ type: 'outageBegins' }, down.from);
    recorder.world({ type: 'outageEnds' }, down.to);
  }

  /** Lets the bank do what is due, and sends webhooks. */
  async tick(): Promise<void> {
    this.#simulator.bank.advance();
    await this.#simulator.webhooks.flush();
  }

  /** The number of a member; `null` if it does not exist. */
  numberOf(guid: string | null): number | null {
    const index = this.recorder.members.indexOf(guid ?? '');
    return index === -1 ? null : index + 1;
  }

  /** Answers on another device, straight at the bank. */
  answerElsewhere(guid: string): void {
    answerElsewhere(this.#simulator.bank, guid);
  }

  /** The state of a member. */
  standing(guid: string): Member['shown'] {
    return this.#simulator.bank.member(guid).shown;
  }

  /** Answers a request of the server under test. @returns The response; `null` to drop the connection. */
  async answer(request: Request): Promise<Response | null> {
    const { cast, plan, speed } = this.#settings;
    const at = this.recorder.now;
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    const before = this.recorder.members.length;
    const reply = await this.#replyTo(request, pathname + search, body);
    const described = await describeRequest(request, body, reply);
    const { call } = described;
    const kills = plan.killsAtAnswer && !this.#hasKilled && call === 'answer' && reply?.ok;
    this.recorder.request({
      ...described,
      at,
      answeredAt: this.recorder.now,
      member: call === 'create' ? this.#newMember(before) : this.#memberIn(pathname),
      status: kills ? null : described.status,
      answersOf: call === 'answer' ? answerersIn(body, cast) : [],
      retryAfter: described.retryAfter === null ? null : described.retryAfter * speed,
    });
    if (!kills) return reply;
    this.#hasKilled = true;
    await this.#settings.restart();
    return null;
  }

  /** The member that a request has created. */
  #newMember(before: number): number | null {
    const { length } = this.recorder.members;
    return length > before ? length : null;
  }

  /** v20250224 finds members by the client's own id too. */
  #memberIn(pathname: string): number | null {
    const { member } = placeOfPath(pathname);
    const found = this.recorder.members.find(
      (guid) => guid === member || this.#simulator.bank.member(guid).id === member,
    );
    return this.numberOf(found ?? null);
  }

  get #isDown(): boolean {
    const { down } = this.#settings.plan;
    const { now } = this.recorder;
    return down !== null && now >= down.from && now < down.to;
  }

  async #replyTo(request: Request, path: string, body: string): Promise<Response | null> {
    const { cast, speed } = this.#settings;
    if (this.#isDown) return Response.json(UNAVAILABLE, { status: 503 });
    const headers = new Headers(request.headers);
    // Serves a request without a version. The report says so once.
    if (!headers.has('accept-version')) headers.set('accept-version', 'v20111101');
    const words = cast.words.forBank(body);
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

  async #sendWebhook(request: Request, { send }: WebhookRoute): Promise<Response> {
    const body = await request.text();
    const [guid] = /MBR-[\w-]+/.exec(body) ?? [];
    const member = this.numberOf(guid ?? null);
    if (member !== null) this.recorder.world({ type: 'webhook', member });
    return send(new Request(request.url, { method: 'POST', headers: request.headers, body }));
  }
}
