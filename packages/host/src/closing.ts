import { TimeoutError, withTimeout } from '@mx-member/http/web';
import type { MemberId } from '@mx-member/machine/step';
import type { Deliveries } from './store/deliveries.ts';

/** Closes a host within a time limit, even if a call or the store hangs. */

/** What a closed host has left. The next host on the same store continues all of it. */
export interface LeftWork {
  /**
   * Starts and answers without a known result. The record says that they may have been sent, so they are never sent
   * again blindly.
   */
  readonly calls: readonly {
    readonly member: MemberId;
    readonly call: 'startJob' | 'submitAnswers';
  }[];
  /** Outcomes that `onEnded` has not acknowledged, with the `revision` of their view. The next host on the same store delivers them again. */
  readonly outcomes: readonly { readonly member: MemberId; readonly revision: number }[];
  /** Members whose last record was not committed. Their previous record was. */
  readonly unkept: readonly MemberId[];
  /** Whether closing the store has not finished. */
  readonly isStoreOpen: boolean;
}

/** Whether anything was left. */
export const hasLeft = ({ calls, outcomes, unkept, isStoreOpen }: LeftWork): boolean =>
  calls.length + outcomes.length + unkept.length > 0 || isStoreOpen;

export interface Closing {
  readonly engine: {
    readonly stop: () => Promise<void>;
    readonly leaveCalls: () => LeftWork['calls'];
    readonly keepAll: () => Promise<void>;
    readonly leaveRecords: () => readonly MemberId[];
  };
  readonly deliveries: Deliveries | null;
  /** Closes the store. */
  readonly close: () => Promise<void>;
}

/** The shares of the time limit by which calls and deliveries must have ended, and by which records must be committed. */
const CALLS = 0.6;
const RECORDS = 0.8;

/** Waits for work, at most `ms`. @returns Whether it has ended. @throws the error of the work, if it fails in time. */
async function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  try {
    await withTimeout(Math.max(0, ms), () => work);
    return true;
  } catch (thrown) {
    if (thrown instanceof TimeoutError) return false;
    throw thrown;
  }
}

/** Waits for running calls, commits the remaining records, and closes the store. What takes too long is abandoned. */
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
