import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Call } from './crowd.ts';
import type { Message, WorkerSettings } from './messages.ts';
import type { Outcome } from './outcome.ts';

/** How long a caller waits before calling again, in ms. A stopped process does not reply. */
const PATIENCE = 4_000;

export interface Worker {
  readonly child: ChildProcess;
  /** The calls without a reply, by their id. Each is called without a message when the process ends. */
  readonly calls: Map<number, (message?: Message) => void>;
  isReady: boolean;
}

export interface ProcessEvents {
  /** A process owns the members. */
  readonly onReady: () => void;
  /** The answers of a member are on their way. */
  readonly onCommitted: (member: string) => void;
}

/** One process with a host, or two on one database: one owns the members, the other one stands by. */
export class Processes {
  readonly #settings: Omit<WorkerSettings, 'name'>;
  readonly #events: ProcessEvents;
  readonly #workers = new Set<Worker>();
  readonly #refusals = new Set<string>();
  #crashes = 0;
  #started = 0;
  #id = 0;
  #isClosed = false;

  constructor(settings: Omit<WorkerSettings, 'name'>, count: number, events: ProcessEvents) {
    this.#settings = settings;
    this.#events = events;
    for (let started = 0; started < count; started++) this.#start();
  }

  /** The process that reports that it owns the members. While the earlier owner has not noticed, the latest one. */
  get owner(): Worker | undefined {
    return [...this.#workers].filter(({ isReady }) => isReady).at(-1);
  }

  /** Kills the owner, as a crash would. Another process takes its place. */
  killOwner(): void {
    this.owner?.child.kill('SIGKILL');
  }

  /** Resolves when another process owns the members. @returns The time that this took, in ms. */
  async successorOf(worker: Worker | undefined): Promise<number> {
    const from = performance.now();
    while (!this.#isClosed && (!this.owner || this.owner === worker)) await wait(20);
    return performance.now() - from;
  }

  /** Calls the owner. */
  readonly call: Call = async (method, args) => {
    const { owner } = this;
    if (!owner?.child.connected) return undefined;
    const id = this.#id++;
    const patience = new AbortController();
    const replied = new Promise<Message | undefined>((resolve) => owner.calls.set(id, resolve));
    owner.child.send({ id, method, args }, () => {});
    const reply = await Promise.race([
      replied,
      wait(PATIENCE, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    owner.calls.delete(id);
    if (reply?.type === 'refusal') this.#refusals.add(reply.message);
    return reply?.type === 'reply' ? (reply.value as never) : undefined;
  };

  /** What is wrong with the processes, and while people are stuck, why calls were refused. */
  failures({ stuck }: Pick<Outcome, 'stuck'>): readonly string[] {
    return [
      ...(this.#crashes > 0 ? [`${this.#crashes} processes ended with an error.`] : []),
      ...(stuck > 0 ? [...this.#refusals].map((message) => `A refused call: ${message}`) : []),
    ];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(
      [...this.#workers].map(async ({ child }) => {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }),
    );
  }

  #start(): void {
    const name = `worker ${++this.#started}`;
    const settings: WorkerSettings = { ...this.#settings, name };
    const child = fork(new URL('./worker.ts', import.meta.url), [JSON.stringify(settings)], {
      execArgv: ['--conditions=@mx-member/source', '--disable-warning=ExperimentalWarning'],
    });
    const worker: Worker = { child, calls: new Map(), isReady: false };
    this.#workers.add(worker);
    child.on('message', (message: Message) => {
      if (message.type === 'ready') {
        // The latest owner is the last of the set.
        this.#workers.delete(worker);
        this.#workers.add(worker);
        worker.isReady = true;
        this.#events.onReady();
      } else if (message.type === 'committed') this.#events.onCommitted(message.member);
      else worker.calls.get(message.id)?.(message);
    });
    child.once('exit', (code) => {
      // A process that was killed has no code. One that has lost its database ends with 0.
      if (code) this.#crashes += 1;
      this.#workers.delete(worker);
      for (const settle of worker.calls.values()) settle();
      if (!this.#isClosed) this.#start();
    });
  }
}
