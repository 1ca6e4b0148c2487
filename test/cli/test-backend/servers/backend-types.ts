import type { Mistake } from './backend-mistakes.ts';

/** The state of a member, which `backend.ts` saves before it acts. */
export interface Kept {
  user: string;
  state: 'working' | 'asking' | 'connected' | 'failed';
  questions: { guid: string; options: unknown[] }[];
  /** Guids of the questions whose answers were sent. */
  sent: string[];
  /** `aggregated_at` before the start; `undefined` until it was read. */
  baseline: string | null | undefined;
  /** `sent`: the start was sent. `lost`: nobody knows whether it arrived. */
  start: 'due' | 'sent' | 'lost';
  startedAt: number;
  credentials: unknown[] | null;
  /** The last idle reading. It counts when it comes twice. */
  idle: { status: string; at: number } | null;
  failures: number;
  /** The last answers. Only a server with a mistake keeps them. */
  journal?: unknown;
}

export interface BackendOptions {
  /** Calls MX; rejects when no reply comes. */
  readonly mx: (method: string, path: string, body?: object) => Promise<Response>;
  readonly speed: number;
  readonly mistake: Mistake | null;
  /** Loads the state from before a restart. */
  readonly load: () => Readonly<Record<string, Kept>>;
  readonly save: (all: Readonly<Record<string, Kept>>) => void;
  readonly log: (line: string) => void;
  readonly random: () => number;
}

export interface Reply {
  readonly status: number;
  readonly body: object;
}
