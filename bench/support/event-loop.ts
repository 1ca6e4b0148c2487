import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

/** The delay of an event loop while members polled. */
export interface Delay {
  /** The delay of the event loop, in ms. */
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  /** The busy share of one core, from 0 to 1. */
  readonly busy: number;
  readonly readingsPerSecond: number;
}

/** The interval of the histogram, in ms. It measures the whole interval, not only the delay. */
const RESOLUTION = 5;
const beyond = (ns: number): number => Math.max(0, ns / 1e6 - RESOLUTION);

/** Watches the event loop of this process from `enable` on, for `watch` ms. */
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
