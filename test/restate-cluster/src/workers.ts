import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type Balancer, startBalancer } from './balancer.ts';
import type { WorkerMessage, WorkerSettings } from './messages.ts';

/** Workers behind one address. Each killed worker is replaced. */
export class Workers {
  readonly #settings: WorkerSettings;
  readonly #onSending: (member: string) => void;
  readonly #balancer: Balancer;
  readonly #children = new Set<ChildProcess>();
  readonly #senders = new Map<string, ChildProcess>();
  #isStopped = false;

  private constructor(
    settings: WorkerSettings,
    onSending: (member: string) => void,
    balancer: Balancer,
  ) {
    this.#settings = settings;
    this.#onSending = onSending;
    this.#balancer = balancer;
  }

  static async start(
    count: number,
    settings: WorkerSettings,
    onSending: (member: string) => void = () => {},
  ): Promise<Workers> {
    const workers = new Workers(settings, onSending, await startBalancer());
    try {
      await Promise.all(Array.from({ length: count }, () => workers.#start()));
    } catch (error) {
      await workers.stop();
      throw error;
    }
    return workers;
  }

  /** The address at which Restate calls the workers. */
  get url(): string {
    return this.#balancer.url;
  }

  /** Their process ids. */
  get pids(): readonly number[] {
    return [...this.#children].flatMap(({ pid }) => pid ?? []);
  }

  async #start(): Promise<void> {
    const child = fork(new URL('./worker.ts', import.meta.url), [JSON.stringify(this.#settings)], {
      execArgv: ['--conditions=@mx-member/source', '--disable-warning=ExperimentalWarning'],
    });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    const [port] = await new Promise<readonly [number]>((resolve, reject) => {
      child.once('exit', () => reject(new Error('A worker exited before it was ready.')));
      child.on('message', (message: WorkerMessage) => {
        if (message.type === 'ready') resolve([message.port]);
        else {
          this.#senders.set(message.member, child);
          this.#onSending(message.member);
        }
      });
    });
    this.#balancer.ports.add(port);
    child.once('exit', () => {
      this.#balancer.ports.delete(port);
      if (!this.#isStopped) this.#start().catch(() => {});
    });
  }

  /**
   * Kills the worker that sends the answers of a member, or any, as a crash would. @returns Its process id. `null` if no worker
   * was killed.
   */
  kill(member: string | null): number | null {
    const [any] = this.#children;
    const child = member === null ? any : this.#senders.get(member);
    // A worker that is already dead, or the only ready one, is not killed.
    if (!child || !this.#children.has(child) || child.killed || this.#balancer.ports.size < 2)
      return null;
    return child.kill('SIGKILL') ? (child.pid ?? null) : null;
  }

  /** Suspends the worker that sends the answers of a member, without closing its connections, as in a power failure. */
  freeze(member: string): void {
    this.#senders.get(member)?.kill('SIGSTOP');
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(
      [...this.#children].map(async (child) => {
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
      }),
    );
    await this.#balancer.close();
  }
}
