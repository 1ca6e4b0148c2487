import type { Pacing } from '@mx-member/machine/step';
import type { SealKeys } from '@mx-member/restate';

/** How a worker is started. */
export interface WorkerSettings {
  /** Of the bank. */
  readonly url: string;
  readonly clientId: string;
  readonly apiKey: string;
  readonly ingress: string;
  readonly privateKey: SealKeys['privateKey'];
  readonly pacing: Partial<Pacing>;
  readonly isHttp11: boolean;
  /** Without it every command is granted: what the test must notice. */
  readonly hasFence: boolean;
}

/** What a worker says. */
export type WorkerMessage =
  | { readonly type: 'ready'; readonly port: number }
  /** Answers of a member are about to be sent. */
  | { readonly type: 'sending'; readonly member: string };
