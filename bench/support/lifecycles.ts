import type { Costs } from './costs.ts';
import { serve, start } from './subprocess.ts';

/** A number of lifecycles, and how many of them run at the same time. */
export interface Batch {
  readonly count: number;
  readonly atOnce: number;
}

/** One contender. Its file calls {@link serveLifecycles}. */
export interface Contender {
  readonly name: string;
  readonly file: URL;
  readonly args?: readonly string[];
}

/** In the process of a contender: runs batches, and reports the CPU time of one lifecycle in µs, including system time. */
export function serveLifecycles(runOne: (lane: number) => Promise<void>): void {
  serve<Batch, number>(async ({ count, atOnce }) => {
    let left = count;
    const lane = async (_: unknown, index: number): Promise<void> => {
      while (left-- > 0) await runOne(index);
    };
    // No manual garbage collection before this, because it makes V8 discard its optimizations.
    const before = process.cpuUsage();
    await Promise.all(Array.from({ length: atOnce }, lane));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / count;
  });
}

export interface Plan {
  /** The warm-up, until the code is fully compiled. That takes a few thousand lifecycles. */
  readonly warmup: Batch;
  readonly batches: readonly Batch[];
  /** How often to repeat everything in new processes, because garbage collection differs between processes. */
  readonly times: number;
  /** How many rounds to run in the same warm processes. */
  readonly rounds: number;
}

/**
 * Runs the same batches with each contender in turn, A B C A B C, so that other load on the computer affects all of them alike.
 * Each contender has its own process and stays warm. Only one of them works at a time.
 * @returns CPU time per lifecycle in µs: for each batch and contender, the rounds of all processes.
 */
export async function inTurn(
  contenders: readonly Contender[],
  { times, ...plan }: Plan,
): Promise<readonly Costs[]> {
  const costs = plan.batches.map(
    () => new Map(contenders.map(({ name }) => [name, [] as number[]])),
  );
  for (let time = 0; time < times; time++)
    for await (const { batch, name, cost } of measured(contenders, plan))
      costs[batch]?.get(name)?.push(cost);
  return costs;
}

/** Measures each batch in new processes. */
async function* measured(
  contenders: readonly Contender[],
  { warmup, batches, rounds }: Omit<Plan, 'times'>,
): AsyncGenerator<{ readonly batch: number; readonly name: string; readonly cost: number }> {
  const processes = contenders.map(({ name, file, args = [] }) => ({
    name,
    process: start<Batch, number>(file, args),
  }));
  try {
    for (const { process } of processes) await process.ask(warmup);
    for (let round = 0; round < rounds; round++)
      for (const [batch, request] of batches.entries())
        for (const { name, process } of processes)
          yield { batch, name, cost: await process.ask(request) };
  } finally {
    await Promise.all(processes.map(({ process }) => process.stop()));
  }
}
