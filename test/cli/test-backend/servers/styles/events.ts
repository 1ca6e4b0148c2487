/** An async loop for each member, and events: routes and webhooks only emit, and the loop waits for an event or for time. */
import { EventEmitter } from 'node:events';
import {
  hasEnded,
  type Job,
  jobOf,
  noteAnswers,
  REPLIES,
  sendAnswers,
  shownOf,
  work,
} from './job.ts';
import type { Answers, Style, StyledServer, StyleOptions } from './style.ts';

const MISTAKES = {
  'begins its loop again after a lost reply': ['start-repeated', 'lost-start'],
  'ends its loop after an error': ['end-not-shown', 'down-ten-minutes'],
  'calls an error a failure': ['end-mistaken', 'lost-start'],
  'waits for the answer and reads nothing': ['answer-after-expiry', 'late-answer'],
  'reads once more for each event': ['polled-too-fast', 'other-job'],
  'has two listeners for answers': ['answer-sent-twice', 'questions-at-once'],
  'keeps all loops in step': ['herd-after-outage', 'down-ten-minutes'],
  'logs each event': ['secret-in-output', 'two-rounds'],
  'does not go on after a restart': ['question-never-shown', 'killed'],
} as const;
type Mistake = keyof typeof MISTAKES;

class EventServer implements StyledServer {
  readonly #options: StyleOptions;
  readonly #mistake: string | null;
  readonly #jobs: Record<string, Job>;
  readonly #events = new EventEmitter();
  #isClosed = false;

  constructor(options: StyleOptions, mistake: string | null) {
    this.#mistake = mistake;
    this.#options = this.#has('keeps all loops in step')
      ? { ...options, random: () => 0 }
      : options;
    this.#jobs = { ...options.load() };
    const listeners = this.#has('has two listeners for answers') ? 2 : 1;
    for (let index = 0; index < listeners; index++)
      this.#events.on('answer', (guid: string, answers: Answers) => void this.#send(guid, answers));
    if (this.#has('logs each event'))
      this.#events.on('answer', (...given) => options.log(JSON.stringify(given)));
    for (const [guid, job] of Object.entries(this.#jobs))
      if (!hasEnded(job) && !this.#has('does not go on after a restart'))
        void this.#follow(guid, job);
  }

  #has = (mistake: Mistake): boolean => this.#mistake === mistake;

  #save = () => {
    if (!this.#isClosed) this.#options.save(this.#jobs);
  };

  /** Waits for an event of the member, or for this time. */
  #pause(guid: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#events.off(guid, end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#events.once(guid, end);
      this.#events.once('close', end);
    });
  }

  async #follow(guid: string, job: Job): Promise<void> {
    while (!hasEnded(job) && !this.#isClosed) {
      const failures = job.failures;
      const wait = await work(guid, job, this.#options, this.#save);
      if (job.failures > failures && !this.#goesOn(job)) return;
      if (this.#has('waits for the answer and reads nothing') && job.state === 'asking')
        await new Promise<void>((resolve) => this.#events.once(`answered ${guid}`, resolve));
      else if (this.#has('reads once more for each event')) await this.#pause(guid, wait / 2);
      else await this.#pause(guid, wait);
    }
  }

  /** What the loop does after a request that failed. */
  #goesOn(job: Job): boolean {
    if (this.#has('begins its loop again after a lost reply') && job.start === 'unsure')
      job.start = 'due';
    if (this.#has('calls an error a failure')) job.state = 'failed';
    return !this.#has('ends its loop after an error');
  }

  async #send(guid: string, answers: Answers): Promise<void> {
    const job = this.#jobs[guid] as Job;
    await sendAnswers(guid, job, answers, this.#options).catch(() => null);
    this.#events.emit(`answered ${guid}`);
  }

  start(body: Readonly<Record<string, unknown>>) {
    const guid = String(body.member_guid);
    const job = jobOf(body);
    this.#jobs[guid] = job;
    this.#save();
    void this.#follow(guid, job);
    return REPLIES.accepted;
  }

  status = (guid: string) => shownOf(this.#jobs[guid]);

  answer(guid: string, answers: Answers) {
    const job = this.#jobs[guid];
    if (job?.state !== 'asking') return REPLIES.refused;
    noteAnswers(job, answers);
    this.#save();
    this.#events.emit('answer', guid, answers);
    return REPLIES.accepted;
  }

  webhook(guid: string) {
    this.#events.emit(guid);
    return { status: 204, body: {} };
  }

  close(): void {
    this.#isClosed = true;
    this.#events.emit('close');
    this.#events.removeAllListeners();
  }
}

export const EVENTS: Style = {
  mistakes: MISTAKES,
  create: (options, mistake) => new EventServer(options, mistake),
};
