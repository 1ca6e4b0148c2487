import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

/** How an event loop did while members polled. */
export interface Delay {
  /** How much later than due the event loop came by, in ms. */
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  /** What part of one core was at work. */
  readonly busy: number;
  readonly readingsPerSecond: number;
}

/** The histogram holds the whole interval between two ticks, in ns. */
const RESOLUTION = 5;
const beyond = (ns: number): number => Math.max(0, ns / 1e6 - RESOLUTION);

/** Watches the event loop of this process from `enable` on, and what it does for `watch` ms. */
export function watchEventLoop(mx: { readonly readings: number }) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  return {
    enable: () => void histogram.enable(),
    async measure(watch: number): Promise<Delay> {
      const cpu = process.cpuUsage();
      const { readings } = mx;
      const start = performance.now();
      histogram.enable();
      await wait(watch);
      histogram.disable();
      const passed = performance.now() - start;
      const { user, system } = process.cpuUsage(cpu);
      return {
        p50: beyond(histogram.percentile(50)),
        p99: beyond(histogram.percentile(99)),
        most: beyond(histogram.max),
        busy: (user + system) / 1000 / passed,
        readingsPerSecond: ((mx.readings - readings) / passed) * 1000,
      };
    },
  };
}
