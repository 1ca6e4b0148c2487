/** No timer: the server reads MX when the page asks or a webhook comes, and remembers the reading for 3 s. */
import {
  hasEnded,
  type Job,
  jobOf,
  noteAnswers,
  POLL,
  REPLIES,
  SECOND,
  sendAnswers,
  shownOf,
  work,
} from './job.ts';
import type { Answers, Style, StyledServer, StyleOptions } from './style.ts';

const MISTAKES = {
  'reads MX for each request while MX is down': ['outage-hammered', 'down-ten-minutes'],
  'shows a CONNECTED that it has just read': ['old-success-trusted', 'slow-replica'],
  'shows a DENIED that it has just read': ['old-failure-trusted', 'old-denied'],
  'sends answers without looking': ['answer-after-expiry', 'late-answer'],
  'shows a failure when a request fails': ['end-mistaken', 'down-ten-minutes'],
  'reads only after a webhook': ['question-never-shown', 'webhooks-lost'],
  'goes on with a refused key': ['refused-key-hammered', 'refused-key'],
} as const;
type Mistake = keyof typeof MISTAKES;

interface Visit extends Job {
  /** When MX may be asked next. */
  nextAt: number;
}

class PageServer implements StyledServer {
  readonly #options: StyleOptions;
  readonly #mistake: string | null;
  readonly #visits: Record<string, Visit>;
  readonly #reading = new Map<string, Promise<void>>();

  constructor(options: StyleOptions, mistake: string | null) {
    this.#mistake = mistake;
    this.#options = { ...options, mx: (...call) => this.#call(options, call) };
    this.#visits = { ...options.load() };
  }

  #has = (mistake: Mistake): boolean => this.#mistake === mistake;

  #lastStatus = '';

  async #call({ mx }: StyleOptions, call: Parameters<StyleOptions['mx']>): Promise<Response> {
    const reply = await mx(...call);
    if (reply.status === 401 && this.#has('goes on with a refused key'))
      return new Response(null, { status: 500 });
    const text = await reply.clone().text();
    this.#lastStatus = /"connection_status":"(\w+)"/.exec(text)?.[1] ?? '';
    return reply;
  }

  #save = () => this.#options.save(this.#visits);

  /** Makes the requests that are due. Two pages of a person share them. */
  async #look(guid: string, visit: Visit): Promise<void> {
    const known = this.#reading.get(guid);
    if (known || hasEnded(visit) || visit.nextAt > Date.now()) return known;
    const reading = this.#read(guid, visit).finally(() => this.#reading.delete(guid));
    this.#reading.set(guid, reading);
    return reading;
  }

  async #read(guid: string, visit: Visit): Promise<void> {
    const failures = visit.failures;
    let wait = 0;
    while (wait === 0) wait = await work(guid, visit, this.#options, this.#save);
    const isHasty =
      this.#has('reads MX for each request while MX is down') ||
      this.#has('goes on with a refused key');
    // A page that asks every 3 s must not miss its turn.
    visit.nextAt = Date.now() + (isHasty && visit.failures > 0 ? POLL : wait) - SECOND / 10;
    if (visit.failures > failures && this.#has('shows a failure when a request fails'))
      visit.state = 'failed';
    const isNaive = (status: string, mistake: Mistake) =>
      this.#has(mistake) && visit.start !== 'due' && this.#lastStatus === status;
    if (isNaive('CONNECTED', 'shows a CONNECTED that it has just read')) visit.state = 'connected';
    if (isNaive('DENIED', 'shows a DENIED that it has just read')) visit.state = 'failed';
    this.#save();
  }

  start(body: Readonly<Record<string, unknown>>) {
    const guid = String(body.member_guid);
    const visit = { ...jobOf(body), nextAt: 0 };
    this.#visits[guid] = visit;
    this.#save();
    void this.#look(guid, visit);
    return REPLIES.accepted;
  }

  async status(guid: string) {
    const visit = this.#visits[guid];
    const isDeaf = this.#has('reads only after a webhook') && visit?.start === 'sent';
    if (visit && !isDeaf) await this.#look(guid, visit);
    return shownOf(visit);
  }

  async answer(guid: string, answers: Answers) {
    const visit = this.#visits[guid];
    if (!visit) return REPLIES.unknown;
    if (!this.#has('sends answers without looking')) {
      await this.#look(guid, visit);
      if (visit.state !== 'asking') return REPLIES.refused;
    }
    noteAnswers(visit, answers);
    this.#save();
    await sendAnswers(guid, visit, answers, this.#options).catch(() => null);
    return REPLIES.accepted;
  }

  webhook(guid: string) {
    const visit = this.#visits[guid];
    if (visit) {
      visit.nextAt = 0;
      void this.#look(guid, visit);
    }
    return { status: 204, body: {} };
  }

  close(): void {
    this.#reading.clear();
  }
}

export const PAGE: Style = {
  mistakes: MISTAKES,
  create: (options, mistake) => new PageServer(options, mistake),
};
