import { readFileSync } from 'node:fs';

/** The CPU time of processes, user and system, in ms. Only Linux shows it for other processes; elsewhere the result is NaN. */
export function cpuOf(pids: readonly number[]): number {
  try {
    return pids.reduce((sum, pid) => {
      const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
      const [user, system] = fields.split(' ').slice(11, 13).map(Number);
      // In ticks of 10 ms.
      return sum + ((user ?? 0) + (system ?? 0)) * 10;
    }, 0);
  } catch {
    return Number.NaN;
  }
}
