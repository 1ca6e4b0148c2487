import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { MemberHost } from '@mx-member/machine/hosting';
import type { Message, Method, Reply, WorkerSettings } from '../messages.ts';

/** Two processes on one database: one owns the members, the other one stands by. A process that ends is restarted. */

/** How long a caller waits before it asks the other process, in ms. A stopped process does not reply. */
const PATIENCE = 4_000;

interface Worker {
  readonly name: string;
  readonly child: ChildProcess;
  isReady: boolean;
}

export class Pair {
  readonly #settings: Omit<WorkerSettings, 'name'>;
  readonly #workers = new Set<Worker>();
  readonly #calls = new Map<number, (message: Message) => void>();
  #started = 0;
  #id = 0;
  #isClosed = false;

  constructor(settings: Omit<WorkerSettings, 'name'>) {
    this.#settings = settings;
    for (const _ of ['owner', 'standby']) this.#start();
  }

  /** The process that reports that it owns the members. While the earlier owner has not noticed, the latest one. */
  get owner(): Worker | undefined {
    return [...this.#workers].filter(({ isReady }) => isReady).at(-1);
  }

  /** Resolves when another process owns the members. @returns The time that this took, in ms. */
  async successorOf(worker: Worker | undefined): Promise<number> {
    const from = performance.now();
    while (!this.owner || this.owner === worker) await wait(20);
    return performance.now() - from;
  }

  async kill(worker: Worker): Promise<void> {
    const ended = once(worker.child, 'exit');
    worker.child.kill('SIGKILL');
    await ended;
  }

  /** Repeats a call until a process replies. */
  async insist<Name extends Method>(
    method: Name,
    ...args: Parameters<MemberHost[Name]>
  ): Promise<Reply<Name>> {
    for (;;) {
      const reply = await this.#call(method, args);
      if (reply?.type === 'reply') return reply.value as Reply<Name>;
      await wait(50);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#workers].map((worker) => this.kill(worker)));
  }

  /** @returns The owner's reply; `undefined` if it does not reply. */
  async #call(method: Method, args: readonly unknown[]): Promise<Message | undefined> {
    const { owner } = this;
    if (!owner?.child.connected) return undefined;
    const id = this.#id++;
    const replied = new Promise<Message>((resolve) => this.#calls.set(id, resolve));
    owner.child.send({ id, method, args }, () => {});
    const reply = await Promise.race([replied, wait(PATIENCE)]);
    this.#calls.delete(id);
    return reply ?? undefined;
  }

  #start(): void {
    if (this.#isClosed) return;
    const name = `worker ${++this.#started}`;
    const settings: WorkerSettings = { ...this.#settings, name };
    const child = fork(new URL('../worker.ts', import.meta.url), [JSON.stringify(settings)], {
      execArgv: ['--conditions=@mx-member/source', '--disable-warning=ExperimentalWarning'],
    });
    const worker: Worker = { name, child, isReady: false };
    this.#workers.add(worker);
    child.on('message', (message: Message) => {
      if (message.type === 'ready') {
        // The latest owner is the last of the set.
        this.#workers.delete(worker);
        this.#workers.add(worker);
        worker.isReady = true;
      } else if (message.type !== 'committed') this.#calls.get(message.id)?.(message);
    });
    child.once('exit', () => {
      this.#workers.delete(worker);
      this.#start();
    });
  }
}
