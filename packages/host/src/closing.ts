import type { Engine } from './engine.ts';
import type { LeftWork } from './left.ts';
import type { Deliveries } from './store/deliveries.ts';

/** Ends a host within a time limit, whatever hangs. */

export interface Closing {
  readonly engine: Engine;
  readonly deliveries: Deliveries | null;
  /** Closes the store. */
  readonly close: () => Promise<void>;
}

/** The part of the time by which calls and deliveries must have ended, and by which records must be kept. */
const CALLS = 0.6;
const RECORDS = 0.8;

/** Waits for work, but no longer than `ms`. @returns Whether it has ended. @throws What the work throws in time. */
async function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, ms));
  });
  try {
    return await Promise.race([late, work.then(() => true)]);
  } finally {
    clearTimeout(timer);
  }
}

/** Ends what is under way, keeps what is not kept, and closes the store. What takes too long is left. */
export async function closeInTime(
  limit: number,
  { engine, deliveries, close }: Closing,
): Promise<LeftWork> {
  const from = performance.now();
  const leftUntil = (part: number) => limit * part - (performance.now() - from);
  await endsWithin(leftUntil(CALLS), Promise.all([deliveries?.close(), engine.stop()]));
  const outcomes = deliveries?.leave() ?? [];
  const calls = engine.leaveCalls();
  await endsWithin(leftUntil(RECORDS), engine.keepAll());
  const unkept = engine.leaveRecords();
  const isClosed = await endsWithin(leftUntil(1), close());
  return {
    calls,
    outcomes: outcomes.map(({ member, view: { revision } }) => ({ member, revision })),
    unkept,
    isStoreOpen: !isClosed,
  };
}
