import type { Reply } from '../backend-types.ts';

/** What a server of any style gets. Its time is the time of the bank. */
export interface StyleOptions {
  /** Calls MX; rejects when no reply comes. */
  readonly mx: (method: string, path: string, body?: object) => Promise<Response>;
  /** What was saved before a restart; `{}` at first. */
  readonly load: () => object;
  readonly save: (all: object) => void;
  readonly log: (line: string) => void;
  readonly random: () => number;
}

export type Answers = readonly { readonly guid: string; readonly value: string }[];

/** A server, as its routes call it. */
export interface StyledServer {
  start(body: Readonly<Record<string, unknown>>): Reply;
  status(guid: string): Reply | Promise<Reply>;
  answer(guid: string, answers: Answers): Reply | Promise<Reply>;
  webhook(guid: string): Reply;
  close(): void;
}

/** A rule, and a scenario that shows that it is broken. */
export type Breaks = readonly [rule: string, scenario: string];

/** A way to write a server, and the mistakes that are easily made in it. */
export interface Style {
  readonly mistakes: Readonly<Record<string, Breaks>>;
  readonly create: (options: StyleOptions, mistake: string | null) => StyledServer;
}
