import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';

/** How often to search, because a process that is found may have started another one meanwhile. */
const MAX_SEARCHES = 10;

/** A command under test and every process that it has started. All of them inherit a mark in the environment. */
export interface ProcessTree {
  readonly env: NodeJS.ProcessEnv;
  /**
   * Ends every process with the mark, even in a group or session of its own. This works on Linux only, because no other
   * system shows the environment of a process.
   */
  kill(): void;
}

function pidsWith(mark: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark);
      } catch {
        return false; // It has ended, or belongs to another user.
      }
    })
    .map(Number);
}

/** The environment of this process, without the keys of MX and with a unique mark. */
export function createProcessTree(): ProcessTree {
  const mark = `MX_MEMBER_CHILD_${randomBytes(16).toString('hex')}`;
  const inherited = Object.entries(process.env).filter(([name]) => !/^MX_/i.test(name));
  return {
    env: { ...Object.fromEntries(inherited), [mark]: '1' },
    kill() {
      if (process.platform !== 'linux') return;
      for (let search = 0; search < MAX_SEARCHES; search += 1) {
        const pids = pidsWith(mark);
        if (pids.length === 0) return;
        for (const pid of pids)
          try {
            process.kill(pid, 'SIGKILL');
          } catch {
            // It has ended already.
          }
      }
    },
  };
}
