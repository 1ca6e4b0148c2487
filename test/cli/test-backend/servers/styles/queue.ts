/** A queue and one worker: a route only puts a task into the queue, and the worker takes the tasks when they are due. */
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
  'removes the task of an answer after its work': ['answer-sent-twice', 'killed'],
  'puts an answer without a reply back into the queue': ['answer-sent-twice', 'lost-answer'],
  'puts each task into the queue twice': ['answer-sent-twice', 'two-rounds'],
  'drops a task that fails': ['end-not-shown', 'down-ten-minutes'],
  'takes failed tasks once a minute': ['herd-after-outage', 'down-ten-minutes'],
  'keeps the queue in memory': ['question-never-shown', 'killed'],
  'prints a task that fails': ['secret-in-output', 'lost-answer'],
} as const;
type Mistake = keyof typeof MISTAKES;

interface Task {
  readonly guid: string;
  readonly at: number;
  /** `null` for the next request of a member. */
  readonly answers: Answers | null;
}

interface Saved {
  readonly jobs: Record<string, Job>;
  readonly tasks: Task[];
}

class QueueServer implements StyledServer {
  readonly #options: StyleOptions;
  readonly #mistake: string | null;
  readonly #saved: Saved;
  readonly #worker: ReturnType<typeof setInterval>;

  constructor(options: StyleOptions, mistake: string | null) {
    this.#options = options;
    this.#mistake = mistake;
    this.#saved = { jobs: {}, tasks: [], ...options.load() };
    this.#worker = setInterval(() => this.#takeDue(), SECOND / 4);
  }

  #has = (mistake: Mistake): boolean => this.#mistake === mistake;

  #save(): void {
    const { jobs, tasks } = this.#saved;
    const isTask = () => !this.#has('keeps the queue in memory');
    this.#options.save({ jobs, tasks: tasks.filter(isTask) });
  }

  #put(task: Task): void {
    this.#saved.tasks.push(task);
    if (task.answers && this.#has('puts each task into the queue twice'))
      this.#saved.tasks.push({ ...task });
    this.#save();
  }

  #remove(task: Task): void {
    const { tasks } = this.#saved;
    if (tasks.includes(task)) tasks.splice(tasks.indexOf(task), 1);
    this.#save();
  }

  readonly #taken = new Set<Task>();

  #takeDue(): void {
    for (const task of [...this.#saved.tasks])
      if (task.at <= Date.now() && !this.#taken.has(task)) void this.#take(task);
  }

  async #take(task: Task): Promise<void> {
    const isLate = task.answers && this.#has('removes the task of an answer after its work');
    this.#taken.add(task);
    if (task.answers && !isLate) this.#remove(task);
    if (task.answers) await this.#send(task, task.answers);
    else await this.#workOn(task);
    this.#remove(task);
    this.#taken.delete(task);
  }

  async #send(task: Task, answers: Answers): Promise<void> {
    const job = this.#saved.jobs[task.guid] as Job;
    try {
      await sendAnswers(task.guid, job, answers, this.#options);
    } catch {
      if (this.#has('prints a task that fails')) this.#options.log(JSON.stringify(task));
      if (this.#has('puts an answer without a reply back into the queue'))
        this.#put({ ...task, at: Date.now() + POLL });
    }
  }

  async #workOn({ guid }: Task): Promise<void> {
    const job = this.#saved.jobs[guid] as Job;
    const failures = job.failures;
    const wait = await work(guid, job, this.#options, () => this.#save());
    const hasFailed = job.failures > failures;
    if (hasEnded(job) || (hasFailed && this.#has('drops a task that fails'))) return;
    const minute = 60 * SECOND;
    const at = Date.now() + wait;
    const isBatched = hasFailed && this.#has('takes failed tasks once a minute');
    this.#put({ guid, at: isBatched ? Math.ceil(at / minute) * minute : at, answers: null });
  }

  start(body: Readonly<Record<string, unknown>>) {
    const guid = String(body.member_guid);
    this.#saved.jobs[guid] = jobOf(body);
    this.#put({ guid, at: Date.now(), answers: null });
    return REPLIES.accepted;
  }

  status = (guid: string) => shownOf(this.#saved.jobs[guid]);

  answer(guid: string, answers: Answers) {
    const job = this.#saved.jobs[guid];
    if (job?.state !== 'asking') return REPLIES.refused;
    noteAnswers(job, answers);
    this.#put({ guid, at: Date.now(), answers });
    return REPLIES.accepted;
  }

  /** The next reading is at most 3 s away. */
  webhook = () => ({ status: 204, body: {} });

  close = () => clearInterval(this.#worker);
}

export const QUEUE: Style = {
  mistakes: MISTAKES,
  create: (options, mistake) => new QueueServer(options, mistake),
};
