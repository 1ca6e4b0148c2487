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

interface Visit extends Job {
  /** When MX may be asked next. */
  nextAt: number;
}

class PageServer implements StyledServer {
  readonly #options: StyleOptions;
  readonly #visits: Record<string, Visit>;
  readonly #reading = new Map<string, Promise<void>>();

  constructor(options: StyleOptions) {
    this.#options = options;
    this.#visits = { ...options.load() };
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
    const { has } = this.#options;
    const isHasty = visit.failures > 0 && has('reads MX for each request while MX is down');
    // A page that asks every 3 s must not miss its turn.
    visit.nextAt = Date.now() + (isHasty ? POLL : wait) - SECOND / 10;
    if (visit.failures > failures && has('shows a failure when a request fails'))
      visit.state = 'failed';
    this.#save();
  }

  start(body: Readonly<Record<string, unknown>>) {
    const guid = String(body.member_guid);
    const visit = { ...jobOf(body, this.#options), nextAt: 0 };
    this.#visits[guid] = visit;
    this.#save();
    void this.#look(guid, visit);
    return REPLIES.accepted;
  }

  async status(guid: string) {
    const visit = this.#visits[guid];
    const isDeaf = this.#options.has('reads only after webhooks') && visit?.start === 'sent';
    if (visit && !isDeaf) await this.#look(guid, visit);
    return shownOf(visit);
  }

  async answer(guid: string, answers: Answers) {
    const visit = this.#visits[guid];
    if (!visit) return REPLIES.unknown;
    if (!this.#options.has('sends late answers')) {
      await this.#look(guid, visit);
      if (visit.state !== 'asking') return REPLIES.refused;
    }
    noteAnswers(visit, answers);
    this.#save();
    await sendAnswers(guid, visit, answers, this.#options);
    return REPLIES.accepted;
  }

  webhook(guid: string) {
    const visit = this.#visits[guid];
    if (visit) {
      visit.nextAt = 0;
      void this.#look(guid, visit);
    }
    return REPLIES.heard;
  }

  close(): void {
    this.#reading.clear();
  }
}

export const PAGE: Style = {
  mistakes: [
    'reads MX for each request while MX is down',
    'believes each CONNECTED',
    'believes each DENIED',
    'sends late answers',
    'shows a failure when a request fails',
    'reads only after webhooks',
    'goes on with a refused key',
  ],
  create: (options) => new PageServer(options),
};
