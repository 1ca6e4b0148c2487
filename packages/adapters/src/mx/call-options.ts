import type { CallOptions } from '@mx-member/machine/step';

/** Options of every call of {@link Mx}. */
export interface MxCallOptions extends CallOptions {
  /** The time limit of one attempt of this call, in ms from 1 to 2,147,483,647. @default the `timeout` of `createMx` */
  readonly timeout?: number;
  /** Any finite number. When a limit holds requests back, higher priorities are sent first. @default 0 */
  readonly priority?: number;
}

/** Options of a read. Everything else is sent once. */
export interface MxReadOptions extends MxCallOptions {
  /**
   * Repetitions after a network failure, 408, 429 or 5xx, from 0 to 10. Each waits a bit longer, or as long as MX asks if
   * that is at most 5 s. @default 2; 0 for `readStatus`
   */
  readonly retries?: number;
}
