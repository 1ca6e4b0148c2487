import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { MemberId, MemberView } from '@mx-member/machine';
import { vi } from 'vitest';

/** The file of an example. */
export const exampleOf = (path: string) =>
  fileURLToPath(new URL(`../../../examples/${path}`, import.meta.url));

/** The first address that a program prints. What it prints later is read as well, so that it never waits. */
const addressIn = (output: Readable): Promise<string> =>
  new Promise((found) => {
    let text = '';
    output.on('data', (chunk) => {
      text += chunk;
      const [address] = /http:\S+(?=\s)/.exec(text) ?? [];
      if (address) found(address);
    });
  });

/** Starts a server with this Node, until it has printed its address. Its environment contains only `env`. */
export async function startServer(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd = process.cwd(),
) {
  const child = spawn(process.execPath, command, {
    cwd,
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (child.kill('SIGKILL')) await once(child, 'exit');
  };
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`${command.join(' ')} ended with ${code} before it was ready`);
  });
  died.catch(() => {}); // It may exit when it is stopped.
  return { url: await Promise.race([addressIn(child.stdout), died]), stop };
}

/** Starts an example that is a server. */
export const startExample = (
  path: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
) => startServer(['--conditions=@mx-member/source', exampleOf(path), ...args], env);

/** The longest time of a lifecycle at the simulator, in ms. */
const PATIENCE = { timeout: 20_000, interval: 100 };

/** The calls that a client of the worker makes with `fetch`. */
export function clientOf(fetch: (path: string, init?: RequestInit) => Promise<Response>) {
  const post = async (path: string, body: unknown) => {
    const response = await fetch(path, { method: 'POST', body: JSON.stringify(body) });
    return response.json();
  };
  return {
    async create(password: string): Promise<string> {
      const login = { LOGIN: 'mxuser', PASSWORD: password };
      const made: MemberId = await post('/members', { institutionCode: 'mxbank', ...login });
      return made.memberGuid;
    },
    /**
     * The view, as soon as it has this state and round, and after a restart of the example as soon as MX was
     * polled.
     */
    shows: (guid: string, state: string, round: number): Promise<MemberView> =>
      vi.waitFor(async () => {
        const view: MemberView = await (await fetch(`/members/${guid}`)).json();
        if (view.state !== state || view.round !== round)
          throw new Error(`it is ${view.state}, round ${view.round}, not ${state}, round ${round}`);
        if (state === 'challenged' && view.needs === null)
          throw new Error('MX was not polled since the restart');
        return view;
      }, PATIENCE),
    answer: (guid: string, { challenges, prompt }: MemberView): Promise<MemberView> => {
      const answers = challenges.map((challenge) => ({ guid: challenge.guid, value: 'correct' }));
      return post(`/members/${guid}/answers/${prompt}`, answers);
    },
  };
}
