import type { Mistake } from './backend-mistakes.ts';
import type { BackendOptions, Kept, Reply } from './backend-types.ts';

/**
 * A small server for members, as a team would write it by hand. It keeps all rules of `test-backend`, or makes one chosen
 * mistake.
 */

const PASSING = new Set(['CREATED', 'UPDATED', 'RESUMED', 'RECONNECTED', 'PENDING', 'CHALLENGED']);
const POLL = 3_000;
/** How long until an idle reading without a new job counts, in ms. */
const PATIENCE = 60_000;

export class Backend {
  readonly #options: BackendOptions;
  readonly #members: Map<string, Kept>;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #busy = new Set<string>();
  #lastQuestions: Kept['questions'] = [];
  #isClosed = false;

  constructor(options: BackendOptions) {
    this.#options = options;
    const kept = this.#has('forgets everything in a restart') ? {} : options.load();
    this.#members = new Map(Object.entries(kept));
    for (const [guid, member] of this.#members)
      if (member.state === 'working' || member.state === 'asking') {
        if (member.journal) void this.#send(guid, member, member.journal);
        this.#plan(guid, 0);
      }
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  start({ user_guid, member_guid, credentials }: Record<string, unknown>): Reply {
    const user = String(user_guid);
    const guid = String(member_guid);
    this.#put(guid, {
      user,
      state: 'working',
      questions: [],
      sent: [],
      baseline: undefined,
      start: 'due',
      startedAt: this.#now,
      credentials: Array.isArray(credentials) ? credentials : null,
      idle: null,
      failures: 0,
    });
    this.#plan(guid, 0);
    return { status: 202, body: { member_guid: guid } };
  }

  status(guid: string): Reply {
    const member = this.#members.get(guid);
    if (!member) return { status: 404, body: {} };
    const shared = this.#has('keeps the questions in one variable') && member.state === 'asking';
    const questions = shared ? this.#lastQuestions : member.questions;
    return { status: 200, body: { state: member.state, questions } };
  }

  async answer(
    guid: string,
    answers: readonly { readonly guid: string; readonly value: string }[],
  ): Promise<Reply> {
    const member = this.#members.get(guid);
    if (!member) return { status: 404, body: {} };
    const isLate = member.state !== 'asking';
    if (isLate && !this.#has('sends late answers')) return { status: 409, body: {} };
    if (this.#has('logs answers')) this.#options.log(`answer ${JSON.stringify(answers)}`);
    member.sent.push(...answers.map((one) => one.guid));
    if (!isLate) {
      member.state = 'working';
      member.questions = [];
    }
    if (this.#has('sends an answer again after a restart')) member.journal = answers;
    this.#put(guid, member);
    await this.#send(guid, member, answers);
    if (this.#has('sends each answer twice')) await this.#send(guid, member, answers);
    member.journal = undefined;
    return { status: 202, body: {} };
  }

  webhook(guid: string): Reply {
    const member = this.#members.get(guid);
    if (member && (member.state === 'working' || member.state === 'asking')) this.#plan(guid, 0);
    return { status: 204, body: {} };
  }

  async #send(guid: string, member: Kept, answers: unknown): Promise<void> {
    const path = `/users/${member.user}/members/${guid}/resume`;
    const body = { member: { challenges: answers } };
    const isTaken = await this.#options.mx('PUT', path, body).then(
      ({ ok }) => ok,
      () => false,
    );
    if (!isTaken && this.#has('sends an answer again after a lost reply'))
      await this.#options.mx('PUT', path, body).catch(() => undefined);
  }

  #has(mistake: Mistake): boolean {
    return this.#options.mistake === mistake;
  }

  /** The bank's time, in ms. */
  get #now(): number {
    return Date.now() * this.#options.speed;
  }

  #put(guid: string, member: Kept): void {
    this.#members.set(guid, member);
    this.#options.save(Object.fromEntries(this.#members));
  }

  #plan(guid: string, ms: number): void {
    clearTimeout(this.#timers.get(guid));
    if (this.#isClosed) return;
    this.#timers.set(
      guid,
      setTimeout(() => void this.#turn(guid), ms / this.#options.speed),
    );
  }

  /** One turn of a member: at most one request that changes something, then a reading. */
  async #turn(guid: string): Promise<void> {
    const member = this.#members.get(guid);
    if (!member || this.#isClosed) return;
    if (this.#busy.has(guid)) return this.#plan(guid, POLL);
    this.#busy.add(guid);
    let wait = POLL;
    try {
      if (member.start === 'due' && member.baseline !== undefined)
        wait = await this.#begin(guid, member);
      else wait = await this.#read(guid, member);
    } catch {
      wait = this.#longer(member);
    } finally {
      this.#busy.delete(guid);
    }
    this.#put(guid, member);
    const isOver = member.state === 'connected' || member.state === 'failed';
    const goesOn = !isOver || this.#has('polls after the end');
    if (goesOn && !this.#has('reads only after webhooks')) this.#plan(guid, wait);
    else if (goesOn && wait === 0) this.#plan(guid, 0);
  }

  /** The wait after a failure: longer each time, with a random part. */
  #longer(member: Kept): number {
    member.failures += 1;
    if (this.#has('waits no longer while MX is down')) return POLL;
    const wait = Math.min(60_000, POLL * 2 ** member.failures);
    return this.#has('waits without a random part') ? wait : wait * (0.5 + this.#options.random());
  }

  async #begin(guid: string, member: Kept): Promise<number> {
    const path = `/users/${member.user}/members/${guid}`;
    const { credentials } = member;
    const isUpdate = credentials !== null && !this.#has('forgets the new password');
    const call = () =>
      isUpdate
        ? this.#options.mx('PUT', path, { member: { credentials } })
        : this.#options.mx('POST', `${path}/aggregate`);
    member.start = 'lost'; // Until a reply says more.
    member.startedAt = this.#now;
    this.#put(guid, member);
    let reply: Response;
    try {
      reply = await call();
    } catch (error) {
      if (this.#has('takes a lost reply for a failure')) member.state = 'failed';
      if (this.#has('starts again at once after a lost reply')) await call();
      throw error;
    }
    if (this.#has('logs headers')) this.#options.log(`Basic ${basicOf(reply)}`);
    if (reply.ok) {
      member.start = 'sent';
      return POLL;
    }
    if (reply.status === 409) {
      member.start = 'due';
      if (this.#has('starts again and again after 409')) return POLL;
      member.baseline = undefined;
      return POLL;
    }
    if (reply.status === 429) {
      member.start = 'due';
      return this.#waitOf(reply);
    }
    if (reply.status >= 500) return this.#longer(member);
    if (this.#has('starts again and again during maintenance')) {
      member.start = 'due';
      return 10_000;
    }
    member.state = 'failed';
    return POLL;
  }

  #waitOf(reply: Response): number {
    const seconds = Number(reply.headers.get('retry-after') ?? 60);
    return this.#has('ignores Retry-After') ? POLL : seconds * 1_000 * this.#options.speed + 500;
  }

  async #read(guid: string, member: Kept): Promise<number> {
    const reply = await this.#options.mx('GET', `/users/${member.user}/members/${guid}/status`);
    if (reply.status === 429) return this.#waitOf(reply);
    if (reply.status === 401) {
      if (!this.#has('goes on with a refused key')) member.state = 'failed';
      return POLL;
    }
    if (!reply.ok) return this.#longer(member);
    member.failures = 0;
    const { member: shown } = (await reply.json()) as { member: Record<string, unknown> };
    this.#judge(member, shown);
    if (this.#has('polls each second')) return 1_000;
    return member.start === 'due' && member.baseline !== undefined ? 0 : POLL;
  }

  #judge(member: Kept, shown: Record<string, unknown>): void {
    const status = String(shown.connection_status);
    const isRunning = shown.is_being_aggregated === true;
    const aggregatedAt = shown.aggregated_at as string | null;
    if (status === 'CHALLENGED') {
      this.#ask(member, shown.challenges);
      return;
    }
    if (member.state === 'asking') {
      member.state = 'working';
      member.questions = [];
    }
    if (member.start === 'due') {
      const isFree = !isRunning || this.#has('starts again and again after 409');
      if (isFree) member.baseline = aggregatedAt;
      return;
    }
    const hasRun = aggregatedAt !== member.baseline;
    if (this.#has('believes each CONNECTED') && status === 'CONNECTED') member.state = 'connected';
    if (this.#has('believes each DENIED') && status === 'DENIED') member.state = 'failed';
    if (isRunning || member.state !== 'working') {
      member.idle = null;
      return;
    }
    if (PASSING.has(status)) return;
    if (status === 'EXPIRED' && this.#has('takes EXPIRED for a passing status')) return;
    this.#conclude(member, status, hasRun);
  }

  #ask(member: Kept, challenges: unknown): void {
    const questions = (challenges as { guid: string; options?: unknown[] }[]).map((one) => ({
      guid: one.guid,
      options: one.options ?? [],
    }));
    if (questions.every(({ guid }) => member.sent.includes(guid))) return;
    member.state = 'asking';
    member.questions = this.#has('asks only the first question')
      ? questions.slice(0, 1)
      : questions;
    this.#lastQuestions = member.questions;
  }

  /** Handles a reading without a running job. It counts only when it comes twice, and without a new job only after a while. */
  #conclude(member: Kept, status: string, hasRun: boolean): void {
    const wasIdle = member.idle?.status === status && this.#now - member.idle.at >= POLL - 500;
    member.idle ??= { status, at: this.#now };
    if (member.idle.status !== status) member.idle = { status, at: this.#now };
    if (!wasIdle) return;
    if (!hasRun) {
      if (member.start === 'lost') {
        member.start = 'due';
        return;
      }
      if (this.#has('starts again when nothing runs')) {
        member.start = 'due';
        return;
      }
      if (this.#has('waits for a job that never runs')) return;
      if (this.#now - member.startedAt < PATIENCE) return;
    }
    const isWrong = status === 'DENIED' || status === 'PREVENTED';
    if (isWrong && this.#has('starts again after DENIED')) {
      member.start = 'due';
      return;
    }
    const isGood = status === 'CONNECTED' || this.#has('calls each end a success');
    member.state = isGood ? 'connected' : 'failed';
  }
}

/** A mistake: the log prints the request of a reply. */
const basicOf = (reply: Response): string => reply.headers.get('x-sent-authorization') ?? '';
