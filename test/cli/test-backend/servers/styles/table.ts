/** A table and a scheduled run, like cron: each run takes the rows that are due. Nothing is in memory between two runs. */
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
  'reads each row in each run': ['polled-too-fast', 'other-job'],
  'reads rows that have ended': ['polls-never-end', 'denied-thrice'],
  'runs as often while MX is down': ['outage-hammered', 'down-ten-minutes'],
  'starts rows again that have run for a minute': ['start-repeated', 'nothing-runs'],
  'starts rows again that say nothing': ['start-repeated', 'lost-start'],
  'starts rows with a wrong password again': ['denied-retried', 'denied-thrice'],
  'shows the row that was changed last': ['users-mixed', 'two-users'],
  'ignores Retry-After': ['retry-after-ignored', 'rate-limited'],
} as const;
type Mistake = keyof typeof MISTAKES;

interface Row extends Job {
  dueAt: number;
}

class TableServer implements StyledServer {
  readonly #options: StyleOptions;
  readonly #mistake: string | null;
  readonly #rows: Record<string, Row>;
  readonly #runs: ReturnType<typeof setInterval>;
  /** Rows that another run has taken. */
  readonly #taken = new Set<string>();
  #changed = '';

  constructor(options: StyleOptions, mistake: string | null) {
    this.#options = options;
    this.#mistake = mistake;
    this.#rows = { ...options.load() };
    this.#runs = setInterval(() => this.#run(), SECOND);
  }

  #has = (mistake: Mistake): boolean => this.#mistake === mistake;

  #save = () => this.#options.save(this.#rows);

  #isDue(row: Row): boolean {
    if (hasEnded(row)) return this.#has('reads rows that have ended');
    return row.dueAt <= Date.now() || this.#has('reads each row in each run');
  }

  #run(): void {
    for (const [guid, row] of Object.entries(this.#rows))
      if (this.#isDue(row) && !this.#taken.has(guid)) void this.#take(guid, row);
  }

  async #take(guid: string, row: Row): Promise<void> {
    this.#taken.add(guid);
    const wasAsking = row.state === 'asking';
    row.dueAt = Date.now() + POLL;
    const wait = await work(guid, row, this.#options, this.#save);
    row.dueAt = Date.now() + this.#waitOf(row, wait);
    if (row.state === 'asking' && !wasAsking) this.#changed = guid;
    this.#startAgain(row);
    this.#save();
    this.#taken.delete(guid);
  }

  #waitOf({ failures }: Row, wait: number): number {
    const isBlind =
      (failures > 0 && this.#has('runs as often while MX is down')) ||
      (failures === 0 && this.#has('ignores Retry-After'));
    return isBlind ? Math.min(wait, POLL) : wait;
  }

  #startAgain(row: Row): void {
    const isSlow = Date.now() - row.startedAt > 40 * SECOND && row.state === 'working';
    const again =
      (this.#has('starts rows again that have run for a minute') && isSlow) ||
      (this.#has('starts rows again that say nothing') && row.start === 'unsure') ||
      (this.#has('starts rows with a wrong password again') && row.state === 'failed');
    if (!again) return;
    row.start = 'due';
    row.state = 'working';
  }

  start(body: Readonly<Record<string, unknown>>) {
    this.#rows[String(body.member_guid)] = { ...jobOf(body), dueAt: 0 };
    this.#save();
    return REPLIES.accepted;
  }

  status(guid: string) {
    const isMixed = this.#has('shows the row that was changed last') && this.#changed !== '';
    return shownOf(this.#rows[isMixed ? this.#changed : guid]);
  }

  async answer(guid: string, answers: Answers) {
    const row = this.#rows[guid];
    if (row?.state !== 'asking') return REPLIES.refused;
    noteAnswers(row, answers);
    this.#save();
    await sendAnswers(guid, row, answers, this.#options).catch(() => null);
    return REPLIES.accepted;
  }

  webhook(guid: string) {
    const row = this.#rows[guid];
    if (row) row.dueAt = 0;
    return { status: 204, body: {} };
  }

  close = () => clearInterval(this.#runs);
}

export const TABLE: Style = {
  mistakes: MISTAKES,
  create: (options, mistake) => new TableServer(options, mistake),
};
