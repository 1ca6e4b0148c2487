import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { MemberHost } from '@mx-member/machine/hosting';
import type { Message, Method, Reply, WorkerSettings } from './messages.ts';

/** The call was lost with the process. */
export class Gone extends Error {}

/** Keeps a worker running: after a kill, another worker continues with its file. */
export class WorkerProcess {
  readonly #settings: WorkerSettings;
  readonly #onCommitted: (member: string) => void;
  readonly #calls = new Map<
    number,
    { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }
  >();
  #child: ChildProcess | null = null;
  #ready: Promise<void> = Promise.resolve();
  #id = 0;

  constructor(settings: WorkerSettings, onCommitted: (member: string) => void) {
    this.#settings = settings;
    this.#onCommitted = onCommitted;
  }

  /** Resolves when the worker has restored its members. */
  start(): Promise<void> {
    const child = fork(new URL('./worker.ts', import.meta.url), [JSON.stringify(this.#settings)], {
      execArgv: ['--conditions=@mx-member/source', '--disable-warning=ExperimentalWarning'],
    });
    this.#child = child;
    this.#ready = new Promise((resolve, reject) => {
      child.once('exit', () => reject(new Gone('the process has ended')));
      child.on('message', (message: Message) => {
        if (message.type === 'ready') resolve();
        else this.#on(message);
      });
    });
    this.#ready.catch(() => {});
    return this.#ready;
  }

  /** Kills the worker, as a crash would. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#child = null;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    for (const { reject } of this.#calls.values()) reject(new Gone('the process was killed'));
    this.#calls.clear();
  }

  async #call(method: Method, args: readonly unknown[]): Promise<unknown> {
    await this.#ready;
    const id = this.#id++;
    return new Promise((resolve, reject) => {
      if (!this.#child?.connected) return reject(new Gone('the process was killed'));
      this.#calls.set(id, { resolve, reject });
      this.#child.send({ id, method, args }, (error) => error && reject(new Gone(error.message)));
    });
  }

  /** Repeats a call until it has a reply. */
  async insist<Name extends Method>(
    method: Name,
    ...args: Parameters<MemberHost[Name]>
  ): Promise<Reply<Name>> {
    for (;;)
      try {
        return (await this.#call(method, args)) as Reply<Name>;
      } catch (error) {
        if (!(error instanceof Gone)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
  }

  #on(message: Exclude<Message, { readonly type: 'ready' }>): void {
    if (message.type === 'committed') {
      this.#onCommitted(message.member);
      return;
    }
    const call = this.#calls.get(message.id);
    this.#calls.delete(message.id);
    if (message.type === 'reply') call?.resolve(message.value);
    else call?.reject(new Error(message.message));
  }
}
