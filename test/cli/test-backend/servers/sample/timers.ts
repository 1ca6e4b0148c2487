import {
  hasEnded,
  type Job,
  jobOf,
  noteAnswers,
  POLL,
  REPLIES,
  sendAnswers,
  shownOf,
  work,
} from './job.ts';
import type { Answers, Reply, SampleOptions, SampleServer } from './sample.ts';

/** A timer for each member, as a team would write it by hand. */

interface Kept extends Job {
  /** The last answers. Only a server with a mistake keeps them. */
  journal?: Answers | undefined;
}

class TimerServer implements SampleServer {
  readonly #options: SampleOptions;
  readonly #jobs: Record<string, Kept>;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #busy = new Set<string>();
  #lastQuestions: Job['questions'] = [];
  #isClosed = false;

  constructor(options: SampleOptions) {
    this.#options = options;
    this.#jobs = options.has('forgets everything in a restart') ? {} : { ...options.load() };
    for (const [guid, job] of Object.entries(this.#jobs)) {
      if (hasEnded(job)) continue;
      if (job.journal) void sendAnswers(guid, job, job.journal, options);
      this.#plan(guid, 0);
    }
  }

  #save = (): void => this.#options.save(this.#jobs);

  #plan(guid: string, ms: number): void {
    clearTimeout(this.#timers.get(guid));
    if (this.#isClosed) return;
    const timer = setTimeout(() => void this.#turn(guid), ms / this.#options.speed);
    this.#timers.set(guid, timer);
  }

  async #turn(guid: string): Promise<void> {
    const job = this.#jobs[guid];
    if (!job || this.#isClosed) return;
    if (this.#busy.has(guid)) return this.#plan(guid, POLL);
    this.#busy.add(guid);
    const wait = await work(guid, job, this.#options, this.#save);
    this.#busy.delete(guid);
    if (job.state === 'asking') this.#lastQuestions = job.questions;
    const { has } = this.#options;
    const goesOn = !hasEnded(job) || has('polls after the end');
    if (goesOn && (wait === 0 || !has('reads only after webhooks'))) this.#plan(guid, wait);
  }

  start(body: Readonly<Record<string, unknown>>): Reply {
    const guid = String(body.member_guid);
    this.#jobs[guid] = jobOf(body, this.#options);
    this.#save();
    this.#plan(guid, 0);
    return REPLIES.accepted;
  }

  status(guid: string): Reply {
    const job = this.#jobs[guid];
    const isShared = this.#options.has('keeps the questions in one variable');
    return shownOf(
      job?.state === 'asking' && isShared ? { ...job, questions: this.#lastQuestions } : job,
    );
  }

  async answer(guid: string, answers: Answers): Promise<Reply> {
    const job = this.#jobs[guid];
    if (!job) return REPLIES.unknown;
    const { has, log } = this.#options;
    if (job.state !== 'asking' && !has('sends late answers')) return REPLIES.refused;
    if (has('logs answers')) log(`answer ${JSON.stringify(answers)}`);
    noteAnswers(job, answers);
    if (has('sends an answer again after a restart')) job.journal = answers;
    this.#save();
    await sendAnswers(guid, job, answers, this.#options);
    job.journal = undefined;
    return REPLIES.accepted;
  }

  webhook(guid: string): Reply {
    const job = this.#jobs[guid];
    if (job && !hasEnded(job)) this.#plan(guid, 0);
    return REPLIES.heard;
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}

export const timers = (options: SampleOptions): SampleServer => new TimerServer(options);
