import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** The computer that runs the benchmark. */
export const computer = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  system: `${type()} ${release()}`,
  node: process.version,
});

/** A warning if other programs are running; `null` if the computer is idle. */
export function business(): string | null {
  const [load = 0] = loadavg();
  return load > 0.5
    ? `Other programs are running (load ${load.toFixed(1)}). Do not trust the times.`
    : null;
}
