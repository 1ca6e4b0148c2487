import type { CallOptions } from '@mx-member/machine/step';

/** Options of every call of {@link Mx}. */
export interface MxCallOptions extends CallOptions {
  /** The time limit of one attempt of this call, in ms from 1 to 2,147,483,647. @default the `timeout` of `createMx` */
  readonly timeout?: number;
  /** Any finite number. When a limit holds back requests, requests with a higher priority are sent first. @default 0 */
  readonly priority?: number;
}

/** Options of a read. Only reads are retried. */
export interface MxReadOptions extends MxCallOptions {
  /**
   * Retries after a network failure, 408, 429 or 5xx, from 0 to 10. Each retry waits a bit longer than the last. If MX
   * asks for a wait of up to 5 s, the retry waits as long as MX asks. @default 2; 0 for `readStatus`
   */
  readonly retries?: number;
}

/** The longest time that a timer accepts, in ms. */
export const MAX_TIMEOUT = 2 ** 31 - 1;
const MAX_RETRIES = 10;

const isCount = (value: number, from: number, to: number): boolean =>
  Number.isInteger(value) && value >= from && value <= to;

/** @throws {TypeError} when an option is wrong. The message names the option and does not quote its value. */
export function checkCallOptions({
  timeout = 1,
  retries = 0,
  priority = 0,
}: Pick<MxReadOptions, 'timeout' | 'retries' | 'priority'>): void {
  if (!isCount(timeout, 1, MAX_TIMEOUT))
    throw new TypeError(
      `timeout must be a whole number of milliseconds, from 1 to ${MAX_TIMEOUT}.`,
    );
  if (!isCount(retries, 0, MAX_RETRIES))
    throw new TypeError(`retries must be a whole number from 0 to ${MAX_RETRIES}.`);
  if (!Number.isFinite(priority)) throw new TypeError('priority must be a finite number.');
}
