import type { Mistake } from './mistakes.ts';

/** What a sample server gets. Its time is the time of the bank. */
export interface SampleOptions {
  /** Calls MX; rejects when no reply comes. */
  readonly mx: (method: string, path: string, body?: object) => Promise<Response>;
  /** What was saved before a restart; `{}` at first. */
  readonly load: () => object;
  readonly save: (all: object) => void;
  readonly log: (line: string) => void;
  readonly random: () => number;
  /** The factor by which it waits less than the bank says. */
  readonly speed: number;
  /** Whether the server makes this mistake. */
  readonly has: (mistake: Mistake) => boolean;
}

export type Answers = readonly { readonly guid: string; readonly value: string }[];

export interface Reply {
  readonly status: number;
  readonly body: object;
}

/** A server, as its routes call it. */
export interface SampleServer {
  start(body: Readonly<Record<string, unknown>>): Reply;
  status(guid: string): Reply | Promise<Reply>;
  answer(guid: string, answers: Answers): Reply | Promise<Reply>;
  webhook(guid: string): Reply;
  close(): void;
}
