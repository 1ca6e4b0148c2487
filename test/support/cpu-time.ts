/** How long the work took, in ms of this thread alone: a machine that is busy with other things does not count. */
export function cpuTime(work: () => unknown): number {
  const start = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}
