import type { WriteStream } from 'node:tty';
import { run } from '../../../packages/cli/src/run.ts';
import type { Ended, Line } from './process.ts';

/** An output that keeps what is written: a terminal if it has columns, otherwise a pipe. */
function output(columns: number | undefined) {
  const written: string[] = [];
  const stream = {
    isTTY: columns !== undefined,
    columns,
    write: (text: string) => written.push(text) > 0,
  };
  // The parts of a stream that a command without questions uses.
  return { stream: stream as unknown as WriteStream, written };
}

/** Runs a command line in this process, which is faster than a new process. */
export async function inProcess(
  line: string,
  columns?: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const [out, err] = [output(columns), output(columns)];
  const code = await run(line.split(' '), {
    stdin: process.stdin,
    stdout: out.stream,
    stderr: err.stream,
    env,
    signal: new AbortController().signal,
    interrupt: () => {},
  });
  const text = out.written.join('');
  return {
    code,
    out: text,
    err: err.written.join(''),
    get lines() {
      return text
        .trim()
        .split('\n')
        .map((one) => JSON.parse(one) as Line);
    },
  };
}
