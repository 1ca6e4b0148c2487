import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../packages/cli/src/main.ts', import.meta.url));

const CACHE = process.env.NODE_COMPILE_CACHE ?? '';

/** The end of a process, with its output. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The lines of the standard output as JSON. */
  readonly lines: readonly Line[];
}

/** A line of `--json`. */
export type Line = Readonly<Record<string, unknown>>;

/** Starts the program from source, as a shell would: without a terminal, and only with the given keys. */
export function start(
  line: string | readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin: 'ended' | 'open' = 'ended',
) {
  const words = typeof line === 'string' ? line.split(' ') : line;
  const child = spawn(process.execPath, ['--conditions=@mx-member/source', MAIN, ...words], {
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: CACHE, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  if (stdin === 'ended') child.stdin.end();
  const printed = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    printed.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    printed.err += chunk;
  });
  const printsLine = async (isIt: (line: string) => boolean): Promise<string> => {
    for (;;) {
      const line = printed.out.split('\n').slice(0, -1).find(isIt);
      if (line !== undefined) return line;
      await once(child.stdout, 'data');
    }
  };
  return {
    child,
    /** All of the standard output so far. */
    out: () => printed.out,
    /** All of the standard error so far. */
    err: () => printed.err,
    /** Resolves with the first line of the standard output. */
    firstLine: () => printsLine(() => true),
    /** Resolves with the first line of the standard output that contains a text. */
    lineWith: (text: string) => printsLine((line) => line.includes(text)),
    async ended(): Promise<Ended> {
      if (child.exitCode === null) await once(child, 'close');
      return {
        ...printed,
        code: child.exitCode,
        get lines() {
          return printed.out
            .trim()
            .split('\n')
            .map((text) => JSON.parse(text) as Line);
        },
      };
    },
  };
}

/** Runs the program until it ends. */
export const run = (
  line: string | readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<Ended> => start(line, env).ended();
