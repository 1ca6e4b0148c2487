import { readFileSync } from 'node:fs';

/** CPU that processes have used, user and system, in ms. Only Linux says it of other processes; elsewhere it is not a number. */
export function cpuOf(pids: readonly number[]): number {
  try {
    return pids.reduce((sum, pid) => {
      const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
      const [user, system] = fields.split(' ').slice(11, 13).map(Number);
      // Ticks of a hundredth of a second.
      return sum + ((user ?? 0) + (system ?? 0)) * 10;
    }, 0);
  } catch {
    return Number.NaN;
  }
}
