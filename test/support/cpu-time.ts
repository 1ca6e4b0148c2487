/** The CPU time of this thread for some work, in ms. Other load on the machine does not count. */
export function cpuTime(work: () => unknown): number {
  const start = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}
