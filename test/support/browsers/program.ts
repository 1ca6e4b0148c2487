import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Starts a program in a process group of its own. */
export const startGroup = (
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): ChildProcess => spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });

/** What a program prints first that matches. @throws {Error} with all that it has printed, if it ends before. */
export function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    for (const output of [child.stdout, child.stderr])
      output?.on('data', (chunk) => {
        text += chunk;
        const [, found] = pattern.exec(text) ?? [];
        if (found !== undefined) resolve(found);
      });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`It ended with ${code}: ${text}`)));
  });
}

/** Ends a program and all that it has started. */
export async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, 'SIGKILL');
  await once(child, 'exit');
}
