import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { MemberId, MemberView } from '@mx-member/machine';
import { vi } from 'vitest';

/** The file of an example. */
export const exampleOf = (path: string) =>
  fileURLToPath(new URL(`../../../examples/${path}`, import.meta.url));

/** Starts an example that is a server. Its environment contains only `env`. */
export async function startExample(
  path: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
) {
  const command = ['--conditions=@mx-member/source', exampleOf(path), ...args];
  const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = async () => {
    if (child.kill('SIGKILL')) await once(child, 'exit');
  };
  const said = once(child.stdout, 'data');
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`${path} ended with ${code} before it was ready`);
  });
  died.catch(() => {}); // It may exit when it is stopped.
  const [line] = await Promise.race([said, died]);
  return { url: String(line).trim(), stop };
}

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
