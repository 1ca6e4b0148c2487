import type { MemberHost } from '@mx-member/machine/hosting';

/** What the process with the host and the process with its clients say to each other. */

/** The calls that clients make. */
export type Method = 'start' | 'answer' | 'next';

export interface Call {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

export type Message =
  | { readonly type: 'ready' }
  /** The record of a member with answers on their way was committed. */
  | { readonly type: 'committed'; readonly member: string }
  | { readonly type: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly message: string };

export type Reply<Name extends Method> = Awaited<ReturnType<MemberHost[Name]>>;

/** Where the process keeps its members. */
export type StoreSettings =
  | { readonly file: string }
  | { readonly postgres: string; readonly schema: string; readonly lease: number };

/** The header with the name of the process. */
export const SENDER = 'x-sender';

/** How the process is started. */
export interface WorkerSettings {
  readonly url: string;
  readonly clientId: string;
  readonly apiKey: string;
  readonly store: StoreSettings;
  /** Goes with each request to MX, so that the bank knows who has sent it. */
  readonly name: string;
  /** Without it the record is not committed before answers are sent: what the test must notice. */
  readonly commits: boolean;
}
