import { collect, type Subprocess, serve, start } from './subprocess.ts';

/** So many lifecycles, so many of them at a time. */
export interface Batch {
  readonly count: number;
  readonly atOnce: number;
}

/** One contender: a file that calls {@link serveLifecycles}. */
export interface Contender {
  readonly name: string;
  readonly file: URL;
  readonly args?: readonly string[];
}

/** In a contender's process: runs batches and says what one lifecycle has cost, in µs of CPU, system time included. */
export function serveLifecycles(runOne: (lane: number) => Promise<void>): void {
  serve<Batch, number>(async ({ count, atOnce }) => {
    let left = count;
    const lane = async (_: unknown, index: number): Promise<void> => {
      while (left-- > 0) await runOne(index);
    };
    collect();
    const before = process.cpuUsage();
    await Promise.all(Array.from({ length: atOnce }, lane));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / count;
  });
}

/**
 * Runs the same batch with each contender in turn, A B C A B C: whatever else happens on the machine happens to all. Each
 * has a process of its own and stays warm; only one is at work at a time.
 * @returns µs of CPU per lifecycle, by contender and round.
 */
export async function inTurn(
  contenders: readonly Contender[],
  batch: Batch,
  { rounds, warmups }: { readonly rounds: number; readonly warmups: number },
): Promise<ReadonlyMap<string, readonly number[]>> {
  const processes = contenders.map(({ name, file, args = [] }) => ({
    name,
    samples: [] as number[],
    process: start<Batch, number>(file, args) as Subprocess<Batch, number>,
  }));
  try {
    for (let round = -warmups; round < rounds; round++)
      for (const { samples, process } of processes) {
        const cost = await process.ask(batch);
        if (round >= 0) samples.push(cost);
      }
    return new Map(processes.map(({ name, samples }) => [name, samples]));
  } finally {
    await Promise.all(processes.map(({ process }) => process.stop()));
  }
}
