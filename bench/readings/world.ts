import type { Ask, Scenario } from './scenarios.ts';

export const MEMBER = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
export const ADDRESS = new URL('https://mx.test');
/** The time from a request to its response, in ms. The request takes effect halfway. */
const ROUND_TRIP = 150;
const DAY = 86_400_000;

const iso = (at: number): string => new Date(at).toISOString();
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** MX and the user in virtual time. It counts the requests, and measures how long each change was unknown. */
export class World {
  /** The time from each change at MX until the client knew it, in ms. */
  readonly delays: number[] = [];
  requests = 0;
  isOver = false;
  /** Called at each change, for a host with webhooks. */
  onNews: () => void = () => undefined;
  readonly #scenario: Scenario;
  /** When the previous job started and ended, in ms since 1970. */
  readonly #before = Date.now() - DAY;
  #startedAt: number | null = null;
  #answers = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    if (scenario.isRunning) this.#start();
  }

  /** Sends a request to MX. */
  fetch = async (request: Request): Promise<Response> => {
    this.requests += 1;
    await sleep(ROUND_TRIP / 2);
    const status = this.#outage() ?? 200;
    const body = status === 200 ? this.#handle(request) : {};
    await sleep(ROUND_TRIP / 2);
    return Response.json(body, { status });
  };

  /** The client has noticed a question; the user answers it in time. */
  sawQuestion(answer: () => void): void {
    const ask = this.#scenario.asks[this.#answers] as Ask;
    this.#noteDelay(ask.visible);
    setTimeout(answer, Math.max(0, ask.answered - this.#elapsed()));
  }

  /** The client has noticed that the job has ended, or has given up. */
  sawEnd(isConnected: boolean): void {
    if (isConnected) this.#noteDelay(this.#scenario.done);
    this.isOver = true;
  }

  #elapsed(): number {
    return Date.now() - (this.#startedAt ?? Date.now());
  }

  /** Notes a delay. Time while MX is down does not count, because nobody can know. */
  #noteDelay(change: number): void {
    const { from, to } = this.#scenario.outage ?? { from: 0, to: 0 };
    const knowable = change >= from && change < to ? to : change;
    this.delays.push(this.#elapsed() - knowable);
  }

  #outage(): number | null {
    const { outage } = this.#scenario;
    const elapsed = this.#elapsed();
    return outage && this.#startedAt !== null && elapsed >= outage.from && elapsed < outage.to
      ? outage.status
      : null;
  }

  #handle({ method, url }: Request): object {
    if (method === 'POST') this.#start();
    if (method === 'PUT') this.#answers += 1;
    if (url.includes('/jobs/')) return { job: { guid: 'JOB-1' } };
    const shown = this.#show();
    return url.endsWith('/challenges')
      ? { challenges: 'challenges' in shown ? shown.challenges : [] }
      : { member: { guid: MEMBER.memberGuid, ...shown } };
  }

  #start(): void {
    this.#startedAt = Date.now();
    const { asks, done } = this.#scenario;
    for (const change of [...asks.map(({ visible }) => visible), done])
      setTimeout(() => this.onNews(), change);
  }

  #show(): object {
    const elapsed = this.#elapsed();
    const { asks, done } = this.#scenario;
    const ask = asks[this.#answers];
    const last = asks[this.#answers - 1];
    const started = this.#startedAt ?? this.#before;
    const idle = { connection_status: 'CONNECTED', is_being_aggregated: false };
    const times = { aggregated_at: iso(started), successfully_aggregated_at: iso(this.#before) };
    if (this.#startedAt === null) return { ...idle, ...times };
    const running = { is_being_aggregated: true, ...times };
    if (ask && elapsed >= ask.visible) {
      const guid = `CRD-${this.#answers + 1}`;
      const challenges = [{ guid, type: 'TEXT', label: 'Which city were you born in?' }];
      return { ...running, connection_status: 'CHALLENGED', challenges };
    }
    if (last && elapsed < last.resumedUntil) return { ...running, connection_status: 'RESUMED' };
    // While the job runs, the status is still the status of the previous job (A-BAL).
    if (ask || elapsed < done) return { ...running, connection_status: 'CONNECTED' };
    return { ...idle, ...times, successfully_aggregated_at: iso(this.#startedAt + done) };
  }
}
