import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A separate process, so that its memory and CPU time are its own. It answers one request at a time. */
export interface Subprocess<Request, Result> {
  ask(request: Request): Promise<Result>;
  stop(): Promise<void>;
}

type Reply<Result> = { readonly result: Result } | { readonly problem: string };

/** How long to wait for an answer, in ms. */
const LONGEST = 300_000;

/** Starts `file` in a new process. @param flags Flags for Node. */
export function start<Request extends object, Result>(
  file: URL,
  args: readonly string[] = [],
  flags: readonly string[] = [],
): Subprocess<Request, Result> {
  const child = fork(file, args, {
    execArgv: [
      '--conditions=@mx-member/source',
      '--expose-gc',
      '--disable-warning=ExperimentalWarning',
      ...flags,
    ],
  });
  const ended = once(child, 'exit');
  return {
    async ask(request) {
      child.send(request);
      const [reply] = (await Promise.race([
        once(child, 'message', { signal: AbortSignal.timeout(LONGEST) }),
        ended.then(() => [{ problem: `it has ended (${child.exitCode ?? child.signalCode})` }]),
      ])) as [Reply<Result>];
      if ('problem' in reply)
        throw new Error(`${file.pathname.split('/bench/')[1]}: ${reply.problem}`);
      return reply.result;
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/** In the new process: answers each request. */
export function serve<Request, Result>(answer: (request: Request) => Promise<Result>): void {
  process.on('message', async (request: Request) => {
    try {
      process.send?.({ result: await answer(request) });
    } catch (error) {
      process.send?.({ problem: error instanceof Error ? String(error.stack) : String(error) });
    }
  });
}
