import type { Costs } from './costs.ts';
import { serve, start } from './subprocess.ts';

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
    // No collecting of garbage by hand before it: that makes V8 forget what it has learnt about the code.
    const before = process.cpuUsage();
    await Promise.all(Array.from({ length: atOnce }, lane));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / count;
  });
}

export interface Plan {
  /** Until the code is compiled for good, which takes some thousand lifecycles. */
  readonly warmup: Batch;
  readonly batches: readonly Batch[];
  /** How often all of it is done anew, in new processes: by chance one of them keeps its garbage longer than the next. */
  readonly times: number;
  /** In the same processes, once they are warm. */
  readonly rounds: number;
}

/**
 * Runs the same batches with each contender in turn, A B C A B C: whatever else happens on the machine happens to all.
 * Each has a process of its own and stays warm; only one is at work at a time.
 * @returns µs of CPU per lifecycle: for each batch, by contender, the rounds of all processes.
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

/** What each batch has cost, in new processes. */
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
