import type { MemberConnection } from '@mx-member/connect';
import type { MemberInput } from '@mx-member/machine';

export type Mode = 'visible' | 'hidden';

/** What the page around the app calls in it. */
export interface App {
  readonly connection: MemberConnection;
  show(mode: Mode): void;
}

/** What the app calls in the page around it. */
export interface World {
  readonly input: MemberInput;
  readonly mode: Mode;
  /** Replaces the time of a frame. @returns The frame's network. */
  readonly enter: (frame: Window & typeof globalThis) => (request: Request) => Promise<Response>;
}

/** The result of one lifecycle. */
export interface Report {
  readonly title: string;
  /** The number of jobs that the bank started, and of answers that it received: right, wrong or refused. */
  readonly starts: number;
  readonly answers: number;
  readonly refused: number;
  /** How often the person answered each question, and how often such an answer arrived. */
  readonly given: Readonly<Record<string, number>>;
  readonly arrived: Readonly<Record<string, number>>;
  /** The number of reloads, and how many of them happened during a call of this name. */
  readonly reloads: number;
  readonly cut: Readonly<Record<string, number>>;
  readonly flips: number;
  /** The events, with their times in ms. */
  readonly log: readonly string[];
}
