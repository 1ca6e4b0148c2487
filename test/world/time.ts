import { setTimeout as wait } from 'node:timers/promises';
import { vi } from 'vitest';
import { pass } from '../support/fake-timers.ts';

/** How time passes in a world. */
export interface Time {
  /** The right time, in ms since 1970. The clock of a process can be wrong. */
  now(): number;
  /** Lets `ms` pass, or less if a condition becomes true before. */
  pass(ms: number, isOver?: () => boolean): Promise<void>;
  /** Sets the clock of the computer. Timers go on as if nothing had happened. */
  setClock(by: number): void;
  /** How inexactly the moment of a request is known, in ms. */
  readonly jitter: number;
  /** How long the person waits for everything, and how long the bank is watched after the end, in ms. */
  readonly patience: number;
  readonly afterwards: number;
}

const START = Date.UTC(2026, 0, 1);

/** Moves only when nothing else is left to do. */
export const VIRTUAL: Time = {
  now: () => START + Math.round(performance.now()),
  pass,
  setClock: (by) => void vi.setSystemTime(Date.now() + by),
  jitter: 10,
  patience: 3 * 3_600_000,
  afterwards: 600_000,
};

/** How often a condition is checked, in ms. */
const OFTEN = 20;
/** How many times faster than usual people are, so that much happens in a short time. */
const HASTE = 4;

/** The time of real processes. */
export const REAL: Time = {
  now: Date.now,
  async pass(ms, isOver) {
    const until = performance.now() + ms / HASTE;
    while (!isOver?.() && performance.now() < until)
      await wait(isOver ? OFTEN : Math.max(0, until - performance.now()));
  },
  setClock() {
    throw new Error('The clock of this computer is not ours to set.');
  },
  jitter: 1_000,
  patience: 600_000,
  afterwards: 4_000,
};
