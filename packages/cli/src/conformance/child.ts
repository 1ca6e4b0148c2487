import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { escaped } from '../command-line/json.ts';
import { CliError } from '../errors.ts';
import { cutText } from './cut.ts';
import { createOffspring } from './offspring.ts';
import { Broken, type Reply, replyOf, type Subject } from './subject.ts';

/** How much of what the command says on its standard error is kept, in characters. */
const MAX_SAID = 20_000;
/** The end of it. */
export const tail = (said: string): string => said.slice(-MAX_SAID);

/** How long a line of the command's may be, in bytes; a long answer has some thousand. */
const MAX_LINE = 8 * 2 ** 20;

/** How long a command may take to end by itself once its input has ended, in ms. */
const PARTING = 1_000;

export interface ChildOptions {
  /** The command and its arguments; no shell is between. */
  readonly command: readonly [string, ...string[]];
  /** How long one answer may take, in ms. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** A {@link Subject} that is a process of its own. */
export interface Child extends Subject {
  /** The end of what it has said on its standard error. */
  said(): string;
}

const excerpt = (line: string): string =>
  escaped(JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line));

/** What a line of the command's says in answer to the request with this id. */
function decode(line: string, id: number): Reply {
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    throw new Broken(
      `It wrote a line that is not JSON: ${excerpt(line)}. Its standard output is for answers, one JSON object a line; all else belongs on its standard error.`,
    );
  }
  const reply = replyOf(answer);
  const got = (answer as { readonly id?: unknown }).id;
  if (got === id) return reply;
  throw new Broken(
    `It answered with "id": ${typeof got === 'string' ? excerpt(got) : escaped(cutText(String(JSON.stringify(got)), 80))}, but was asked ${id}.`,
  );
}

/** Starts a command that speaks JSON lines: a request a line on its input, an answer a line on its output. */
export function startChild({ command: [file, ...args], timeout, signal }: ChildOptions): Child {
  // A group of its own: Ctrl-C is for us to handle, and what the command has started ends with it.
  const isGroup = process.platform !== 'win32';
  const offspring = createOffspring();
  const child = spawn(file, args, { detached: isGroup, stdio: 'pipe', env: offspring.env });
  const gone = once(child, 'exit').catch(() => {});

  let said = '';
  let end: unknown = null;
  let asked = 0;
  let waiting: { settle(line: string): void; fail(error: unknown): void } | null = null;

  const kill = () => {
    try {
      if (isGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    } catch {
      // It has ended already.
    }
    offspring.kill();
  };
  /** The first reason is the one that counts. */
  const fail = (error: unknown) => {
    end ??= error;
    waiting?.fail(end);
  };
  const onAbort = () => fail(signal.reason);

  process.once('exit', kill);
  signal.addEventListener('abort', onAbort, { once: true });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = tail(said + text);
  });
  // Readline keeps a line until it ends, however long it becomes.
  let length = 0;
  child.stdout.on('data', (bytes: Buffer) => {
    const end = bytes.lastIndexOf('\n') + 1;
    length = (end > 0 ? 0 : length) + bytes.length - end;
    if (length <= MAX_LINE) return;
    kill();
    fail(new Broken(`It wrote a line longer than ${MAX_LINE / 2 ** 20} MB.`));
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!waiting) fail(new Broken(`It wrote a line that nobody had asked for: ${excerpt(line)}.`));
    waiting?.settle(line);
    waiting = null;
  });
  // A pipe that breaks means that the command has ended, which is reported below.
  child.stdin.on('error', () => {});
  child.on('error', (error: NodeJS.ErrnoException) =>
    fail(new CliError(`The command ${excerpt(file)} cannot be started (${error.code}).`)),
  );
  child.on('close', (code, by) =>
    fail(new Broken(`It ended ${by ? `by ${by}` : `with exit code ${code}`} without an answer.`)),
  );

  return {
    async ask(request) {
      if (signal.aborted) throw signal.reason;
      if (end !== null) throw end;
      asked += 1;
      const line = new Promise<string>((settle, fail) => {
        waiting = { settle, fail };
      });
      const late = setTimeout(
        () => fail(new Broken(`It did not answer within ${timeout} ms (--timeout).`)),
        timeout,
      );
      try {
        child.stdin.write(`${JSON.stringify({ id: asked, ...request })}\n`);
        return decode(await line, asked);
      } catch (error) {
        fail(error);
        throw error;
      } finally {
        clearTimeout(late);
        waiting = null;
      }
    },
    said: () => said,
    async close() {
      signal.removeEventListener('abort', onAbort);
      child.stdin.end();
      if (end === null) {
        const patience = new AbortController();
        await Promise.race([gone, delay(PARTING, null, { signal: patience.signal })]);
        patience.abort();
      }
      kill();
      await gone;
      child.stdout.destroy();
      child.stderr.destroy();
      process.off('exit', kill);
    },
  };
}
