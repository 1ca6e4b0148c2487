import type { MemberConnection } from '@mx-member/connect';
import type { MemberInput } from '@mx-member/machine';

export type Mode = 'visible' | 'hidden';

/** What the page around the app uses of it. */
export interface App {
  readonly connection: MemberConnection;
  show(mode: Mode): void;
}

/** What the app uses of the page around it. */
export interface World {
  readonly input: MemberInput;
  readonly mode: Mode;
  /** Takes the time of a frame over. @returns Its network. */
  readonly enter: (frame: Window & typeof globalThis) => (request: Request) => Promise<Response>;
}

/** What one lifecycle came to. */
export interface Report {
  readonly title: string;
  /** The jobs that the bank has started, and the answers it has received, right, wrong or refused. */
  readonly starts: number;
  readonly answers: number;
  readonly refused: number;
  /** How often each question was answered by the person, and how often such an answer arrived. */
  readonly given: Readonly<Record<string, number>>;
  readonly arrived: Readonly<Record<string, number>>;
  /** Reloads, and how many of them fell into a call of this name. */
  readonly reloads: number;
  readonly cut: Readonly<Record<string, number>>;
  readonly flips: number;
  /** What happened, and after how many ms. */
  readonly log: readonly string[];
}
