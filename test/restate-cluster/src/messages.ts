import type { Pacing } from '@mx-member/machine/step';
import type { SealKeys } from '@mx-member/restate';

/** How to start a worker. */
export interface WorkerSettings {
  /** The address of the bank. */
  readonly url: string;
  readonly clientId: string;
  readonly apiKey: string;
  readonly ingress: string;
  readonly privateKey: SealKeys['privateKey'];
  readonly pacing: Partial<Pacing>;
  readonly isHttp11: boolean;
  /** Without the fence every command is granted, which the tests must notice. */
  readonly hasFence: boolean;
}

/** Messages of a worker. */
export type WorkerMessage =
  | { readonly type: 'ready'; readonly port: number }
  /** The worker is about to send the answers of a member. */
  | { readonly type: 'sending'; readonly member: string };
