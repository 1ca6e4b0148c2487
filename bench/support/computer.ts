import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** The machine on which it runs. */
export const computer = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  system: `${type()} ${release()}`,
  node: process.version,
});

/** A warning where something else runs too; `null` where the machine is quiet. */
export function business(): string | null {
  const [load = 0] = loadavg();
  return load > 0.5
    ? `Other programs are at work here (load ${load.toFixed(1)}): the figures of time are not to be trusted.`
    : null;
}
