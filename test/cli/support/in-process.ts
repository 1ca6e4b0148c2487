import type { WriteStream } from 'node:tty';
import { run } from '../../../packages/cli/src/run.ts';
import type { Ended, Line } from './process.ts';

/** A terminal with columns, or without them what a pipe looks like, that keeps what is written. */
function output(columns: number | undefined) {
  const written: string[] = [];
  const stream = {
    isTTY: columns !== undefined,
    columns,
    write: (text: string) => written.push(text) > 0,
  };
  // All that a command without questions uses of a stream.
  return { stream: stream as unknown as WriteStream, written };
}

/** Runs a command line in this process, which spares the start of another. */
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
