import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { CliError } from '../common/errors.ts';
import { escaped } from '../common/io.ts';
import { createProcessTree } from '../common/process-tree.ts';
import { truncateText } from './differences.ts';
import {
  Broken,
  replyOf,
  type Subject,
  type SubjectReply,
  type SubjectRequest,
} from './subject.ts';

/** How much of the command's standard error is kept, in characters. */
const MAX_SAID = 20_000;
const lastOf = (said: string): string => said.slice(-MAX_SAID);

/** The longest line that the command may write, in bytes. A long answer has a few thousand. */
const MAX_LINE = 8 * 2 ** 20;

/** How long the command may take to exit after its input has ended, in ms. */
const PARTING = 1_000;

export interface ChildOptions {
  /** The command and its arguments. It runs without a shell. */
  readonly command: readonly [string, ...string[]];
  /** How long one answer may take, in ms. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** A {@link Subject} in a process of its own. */
export interface Child extends Subject {
  /** The end of its standard error. */
  said(): string;
}

const excerpt = (line: string): string =>
  escaped(JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line));

/** Reads a line of the command as the answer to the request with this id. */
function decode(line: string, id: number): SubjectReply {
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    throw new Broken(
      `It wrote a line that is not JSON: ${excerpt(line)}. Write one JSON object per line to the standard output, and everything else to the standard error.`,
    );
  }
  const reply = replyOf(answer);
  const got = (answer as { readonly id?: unknown }).id;
  if (got === id) return reply;
  throw new Broken(
    `It answered with "id": ${typeof got === 'string' ? excerpt(got) : escaped(truncateText(String(JSON.stringify(got)), 80))}, but the request had ${id}.`,
  );
}

/** Starts a command in a process group of its own, so that Ctrl-C does not reach it. */
function launch(file: string, args: readonly string[]) {
  const isGroup = process.platform !== 'win32';
  const tree = createProcessTree();
  const child = spawn(file, args, { detached: isGroup, stdio: 'pipe', env: tree.env });
  /** Ends the command and every process that it has started. */
  const kill = () => {
    try {
      if (isGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    } catch {
      // It has ended already.
    }
    tree.kill();
  };
  return { child, kill };
}

/** Calls back when a line is too long. Readline itself has no limit. */
function limitLines(output: Readable, onTooLong: () => void): void {
  let length = 0;
  output.on('data', (bytes: Buffer) => {
    const end = bytes.lastIndexOf('\n') + 1;
    length = (end > 0 ? 0 : length) + bytes.length - end;
    if (length > MAX_LINE) onTooLong();
  });
}

/** A command that speaks JSON lines: it reads one request per line and writes one answer per line. */
class StartedChild implements Child {
  readonly #timeout: number;
  readonly #signal: AbortSignal;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #kill: () => void;
  /** Resolves when the process has ended, or could not be started. */
  readonly #gone: Promise<unknown>;
  #said = '';
  #asked = 0;
  #answered = 0;
  /** Why no more answers come. Only the first reason is kept. */
  #end: unknown = null;
  /** The requests without an answer. The next line answers the first of them. */
  #waiting: { settle(line: string): void; fail(error: unknown): void }[] = [];
  /** Runs while the first of them waits. */
  #late: NodeJS.Timeout | undefined;

  constructor({ command: [file, ...args], timeout, signal }: ChildOptions) {
    const { child, kill } = launch(file, args);
    this.#timeout = timeout;
    this.#signal = signal;
    this.#child = child;
    this.#kill = kill;
    this.#gone = once(child, 'exit').catch(() => {});
    process.once('exit', kill);
    signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#readOutput();
    this.#noteEnd(file);
  }

  readonly #onAbort = () => this.#fail(this.#signal.reason);

  #fail(error: unknown) {
    this.#end ??= error;
    for (const { fail } of this.#waiting.splice(0)) fail(this.#end);
    clearTimeout(this.#late);
  }

  /** Gives the first of the requests that wait its full time. */
  #watch() {
    clearTimeout(this.#late);
    if (this.#waiting.length > 0)
      this.#late = setTimeout(() => this.#fail(new Broken(this.#lateness())), this.#timeout);
  }

  #readOutput() {
    const { stdout, stderr } = this.#child;
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = lastOf(this.#said + text);
    });
    limitLines(stdout, () => {
      this.#kill();
      this.#fail(new Broken(`It wrote a line longer than ${MAX_LINE / 2 ** 20} MB.`));
    });
    createInterface({ input: stdout }).on('line', (line) => {
      const first = this.#waiting.shift();
      if (!first)
        return this.#fail(new Broken(`It wrote a line without a request: ${excerpt(line)}.`));
      this.#answered += 1;
      this.#watch();
      first.settle(line);
    });
  }

  #noteEnd(file: string) {
    // A broken pipe means that the command has ended. The handler of 'close' reports that.
    this.#child.stdin.on('error', () => {});
    this.#child.on('error', (error: NodeJS.ErrnoException) =>
      this.#fail(new CliError(`The command ${excerpt(file)} cannot be started (${error.code}).`)),
    );
    this.#child.on('close', (code, by) => {
      const how = by ? `by ${by}` : `with exit code ${code}`;
      this.#fail(new Broken(`It ended ${how} before it answered.`));
    });
  }

  #lateness(): string {
    const sentence = `It did not answer within ${this.#timeout} ms (--timeout).`;
    // A command that has answered before does flush its output.
    return this.#answered > 0
      ? sentence
      : `${sentence} Does it flush its standard output after each reply?`;
  }

  /** Sends a request and waits for the line that answers it. */
  #exchange(request: object): Promise<string> {
    return new Promise((settle, fail) => {
      if (this.#waiting.push({ settle, fail }) === 1) this.#watch();
      this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  async ask(request: SubjectRequest): Promise<SubjectReply> {
    if (this.#signal.aborted) throw this.#signal.reason;
    if (this.#end !== null) throw this.#end;
    this.#asked += 1;
    const id = this.#asked;
    try {
      return decode(await this.#exchange({ id, ...request }), id);
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  /** Waits until the process runs. @throws {CliError} if it cannot be started. */
  async started(): Promise<void> {
    await once(this.#child, 'spawn').catch(() => {});
    if (this.#end instanceof CliError) throw this.#end;
  }

  said(): string {
    return this.#said;
  }

  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#onAbort);
    clearTimeout(this.#late);
    this.#child.stdin.end();
    if (this.#end === null) {
      const patience = new AbortController();
      await Promise.race([this.#gone, delay(PARTING, null, { signal: patience.signal })]);
      patience.abort();
    }
    this.#kill();
    await this.#gone;
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    process.off('exit', this.#kill);
  }
}

/** Starts a command as a {@link Subject}. After it breaks, every further request fails. */
export const startChild = (options: ChildOptions): Child => new StartedChild(options);

/** Starts a command, and ends it. @throws {CliError} if it cannot be started. */
export async function tryToStart(options: ChildOptions): Promise<void> {
  const child = new StartedChild(options);
  try {
    await child.started();
  } finally {
    await child.close();
  }
}

/** A command that starts with the first request, and starts again with the first request after it broke. */
export function createRestartingChild(options: ChildOptions): Child {
  let child: Child | null = null;
  let said = '';
  let lastSaid = '';

  async function close() {
    const last = child;
    child = null;
    await last?.close();
    const text = last?.said() ?? '';
    // A command that breaks in the same way at each start says the same each time.
    if (text !== lastSaid) said = lastOf(said + text);
    lastSaid = text;
  }

  return {
    async ask(request) {
      child ??= startChild(options);
      try {
        return await child.ask(request);
      } catch (error) {
        if (error instanceof Broken) await close();
        throw error;
      }
    },
    said: () => lastOf(said + (child?.said() ?? '')),
    close,
  };
}
