import type { CreationId, CreationRequest, CreationView } from '@mx-member/host';
import type { MemberHost } from '@mx-member/machine/hosting';

/** The messages between the process with the host and the process with its clients. */

/** What clients call. */
export interface Calls extends Pick<MemberHost, 'start' | 'answer' | 'next' | 'view'> {
  create(request: CreationRequest & CreationId): Promise<CreationView>;
}
export type Method = keyof Calls;

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

export type Reply<Name extends Method> = Awaited<ReturnType<Calls[Name]>>;

/** Where the process keeps its members. */
export type StoreSettings =
  | { readonly file: string }
  | { readonly postgres: string; readonly schema: string; readonly lease: number };

/** The header with the name of the process. */
export const SENDER = 'x-sender';

/** The options with which the process starts. */
export interface WorkerSettings {
  readonly url: string;
  readonly clientId: string;
  readonly apiKey: string;
  readonly store: StoreSettings;
  /** Sent with each request to MX, so that the bank knows the sender. */
  readonly name: string;
  /** `false`: the record is not committed before answers are sent. The test must notice this. */
  readonly commits: boolean;
}
