import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import process from 'node:process';
import { sleep } from '@mx-member/http/web';
import { CliError } from '../../common/errors.ts';
import { createProcessTree } from '../../common/process-tree.ts';
import type { OutputWatch } from './output.ts';

export interface ServerOptions {
  /** The command and its arguments. It runs without a shell. */
  readonly command: readonly [string, ...string[]];
  /** More environment variables, besides the variables of this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Where it listens once it is ready. */
  readonly listens: {
    readonly host: string;
    readonly port: number;
    /** The variable that tells the server the TCP port. */
    readonly variable: string;
  };
  /** How long it may take until then, in ms. */
  readonly timeout: number;
  readonly output: OutputWatch;
  /** Called if the server ends by itself. */
  readonly onEnd: () => void;
  readonly signal: AbortSignal;
}

/** How often to check whether the server listens, in ms. */
const LOOK = 50;

const isListening = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });

/** The server under test, in a process group of its own. Every process that it starts ends with it. */
export class ServerProcess {
  readonly #options: ServerOptions;
  readonly #lines = { out: { line: 0 }, err: { line: 0 } };
  #child: ChildProcess | null = null;
  #killTree: () => void = () => {};
  #isWanted = false;

  constructor(options: ServerOptions) {
    this.#options = options;
    process.once('exit', this.#killNow);
  }

  readonly #killNow = () => this.#killTree();

  /** Starts the server and waits until it listens. @throws {CliError} if it ends before, or takes too long. */
  async start(): Promise<void> {
    const { listens, timeout, signal } = this.#options;
    if (await isListening(listens.host, listens.port))
      throw new CliError(
        `Another program already listens at ${listens.host}:${listens.port}. Stop it, or leave out --port for a free TCP port.`,
      );
    const failure = this.#spawn();
    const giveUp = Date.now() + timeout;
    while (!(await isListening(listens.host, listens.port))) {
      signal.throwIfAborted();
      const reason = failure() ?? (Date.now() > giveUp ? 'does not listen' : null);
      if (reason !== null) {
        await this.kill();
        throw new CliError(this.#words(reason), 'protocol');
      }
      await sleep(LOOK, signal).catch(() => {});
    }
  }

  #words(reason: string): string {
    const { listens, timeout, output } = this.#options;
    const last = output.lastLines.map((line) => `\n  ${line}`).join('');
    return `The server ${reason} at ${listens.host}:${listens.port}, the TCP port in its variable ${listens.variable} (waited for at most ${timeout / 1000} s, --timeout).${last && `\nIts last lines:${last}`}`;
  }

  /** @returns A function that says why the server has ended; `null` while it runs. */
  #spawn(): () => string | null {
    const { command, env, output, onEnd } = this.#options;
    const [file, ...args] = command;
    const isGroup = process.platform !== 'win32';
    const tree = createProcessTree();
    const child = spawn(file, args, {
      detached: isGroup,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...tree.env, ...env },
    });
    this.#child = child;
    this.#isWanted = true;
    this.#killTree = () => {
      try {
        if (isGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It has ended already.
      }
      tree.kill();
    };
    let failure: string | null = null;
    child.on('error', (error: NodeJS.ErrnoException) => {
      failure = `cannot be started (${error.code}): expected a program that listens`;
    });
    child.on('exit', (code, by) => {
      failure ??= `ended ${by ? `by ${by}` : `with exit code ${code}`} and does not listen`;
      if (this.#isWanted && this.#child === child) onEnd();
    });
    output.read(child.stdout, 'standard output', this.#lines.out);
    output.read(child.stderr, 'standard error', this.#lines.err);
    return () => failure;
  }

  /** Kills the server and every process that it has started. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#isWanted = false;
    this.#child = null;
    if (!child) return;
    const hasEnded = child.exitCode !== null || child.signalCode !== null || !child.pid;
    const ended = hasEnded ? null : once(child, 'exit');
    this.#killTree();
    await ended;
  }

  /** Ends the server for good. */
  async close(): Promise<void> {
    await this.kill();
    process.off('exit', this.#killNow);
  }
}
