import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { doorTo } from '../world/hosts/door.ts';
import type { Process, Start } from '../world/hosts/places.ts';
import type { Life } from '../world/life.ts';
import { type Ready, USER, type WorkerSettings } from './messages.ts';
import type { Stage } from './scene.ts';

export interface Worker {
  readonly name: string;
  readonly child: ChildProcess;
  /** The lives of this process in the worlds. */
  readonly lives: Set<Life>;
  /** Its address. `null` until it owns the members. */
  url: string | null;
}

/** One process with a host, or two on one database: one owns the members, and the other one stands by. */
export class Processes implements Stage {
  readonly written: string[] = [];
  onReady = () => {};
  readonly #settings: Omit<WorkerSettings, 'name'>;
  /** A store without an own address is a file here. */
  readonly #folder = mkdtempSync(join(tmpdir(), 'mx-member-chaos-'));
  /** In the order in which they became owners. */
  readonly #workers = new Set<Worker>();
  #crashes = 0;
  #started = 0;
  #isClosed = false;

  constructor(
    settings: Omit<WorkerSettings, 'name' | 'store'> & Partial<Pick<WorkerSettings, 'store'>>,
    count: number,
  ) {
    this.#settings = { store: { file: join(this.#folder, 'members.db') }, ...settings };
    for (let started = 0; started < count; started++) this.#start();
  }

  /** The process that reports that it owns the members. While the earlier owner has not noticed, the latest one. */
  get owner(): Worker | undefined {
    return [...this.#workers].findLast(({ url }) => url !== null);
  }

  async open({ life, userGuid }: Start): Promise<Process> {
    while (!this.owner) await wait(20);
    const { url, lives } = this.owner;
    lives.add(life);
    const door = doorTo({ url: url as string, headers: { [USER]: userGuid } });
    return { door, hint: door.hint, close: async () => {}, bury: () => {} };
  }

  /** Kills the owner, as a crash would. Another process takes its place. */
  kill(): boolean {
    const { owner } = this;
    owner?.child.kill('SIGKILL');
    this.#end(owner);
    return owner !== undefined;
  }

  /** Resolves when another process owns the members. */
  async successorOf(worker: Worker | undefined): Promise<void> {
    while (!this.#isClosed && (!this.owner || this.owner === worker)) await wait(20);
  }

  get failures(): readonly string[] {
    return this.#crashes > 0 ? [`${this.#crashes} processes ended with an error.`] : [];
  }

  async remove(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(
      [...this.#workers].map(async ({ child }) => {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }),
    );
    for (const name of readdirSync(this.#folder))
      this.written.push(readFileSync(join(this.#folder, name), 'latin1'));
    rmSync(this.#folder, { recursive: true });
  }

  /** The worlds go on with another process. */
  #end(worker: Worker | undefined): void {
    if (!worker) return;
    worker.url = null;
    for (const life of worker.lives) life.end();
  }

  #start(): void {
    const name = `worker ${++this.#started}`;
    const settings: WorkerSettings = { ...this.#settings, name };
    const child = fork(new URL('./worker.ts', import.meta.url), [JSON.stringify(settings)], {
      execArgv: ['--conditions=@mx-member/source', '--disable-warning=ExperimentalWarning'],
      silent: true,
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => this.written.push(String(chunk)));
    const worker: Worker = { name, child, lives: new Set(), url: null };
    this.#workers.add(worker);
    child.on('message', ({ url }: Ready) => {
      this.#end(this.owner);
      this.#workers.delete(worker);
      this.#workers.add(worker);
      worker.url = url;
      this.onReady();
    });
    child.once('exit', (code) => {
      // A process that was killed has no code. One that has lost its database ends with 0.
      if (code) this.#crashes += 1;
      this.#workers.delete(worker);
      this.#end(worker);
      if (!this.#isClosed) this.#start();
    });
  }
}
