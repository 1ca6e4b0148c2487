import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of its own, so that its memory and its time are nobody else's. It answers one request at a time. */
export interface Subprocess<Request, Result> {
  ask(request: Request): Promise<Result>;
  stop(): Promise<void>;
}

type Reply<Result> = { readonly result: Result } | { readonly problem: string };

/** Who has not answered after so long never will, in ms. */
const LONGEST = 300_000;

/** Starts `file` in a process of its own. @param flags For Node. */
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

/** In the other process: answers each request. */
export function serve<Request, Result>(answer: (request: Request) => Promise<Result>): void {
  process.on('message', async (request: Request) => {
    try {
      process.send?.({ result: await answer(request) });
    } catch (error) {
      process.send?.({ problem: error instanceof Error ? String(error.stack) : String(error) });
    }
  });
}
