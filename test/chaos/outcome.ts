/** What a run of `pnpm test:chaos` found. Every number but the first three must be 0. */
export interface Outcome {
  readonly kills: number;
  /** The kills while answers or a creation were on their way. */
  readonly whileSending: number;
  /** Answers that people gave. */
  readonly answers: number;
  /** Answers that arrived more often than they were given. */
  readonly twice: number;
  /** Jobs that were started, and that nobody asked for. */
  readonly logins: number;
  /** Lifecycles whose end is not the bank's, and members that no host knows. */
  readonly lost: readonly string[];
  /** Lifecycles that had not ended when nothing happened any more. */
  readonly stuck: number;
  /** What else is wrong, as sentences. */
  readonly failures: readonly string[];
}

/** What worlds have found, without the kills. */
export type Found = Omit<Outcome, 'kills' | 'whileSending'>;

/** @param random Returns numbers from 0 to below 1. @returns `null` if this machine lacks a program for it. */
export type Part = (random: () => number) => Promise<Outcome | null>;
