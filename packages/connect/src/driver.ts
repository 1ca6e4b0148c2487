import type { HostErrorCode } from '@mx-member/machine/hosting';
import type {
  Answer,
  FaultCode,
  MemberInput,
  MemberRecord,
  MemberView,
  Problem,
} from '@mx-member/machine/step';

export type AttemptInput = Omit<MemberInput, 'after'>;

export interface Given {
  readonly answers: readonly Answer[];
  readonly prompt: number;
}

/** What is kept of a member, here and for other tabs. */
export interface Kept {
  /** The input of the attempt, which can be another than the page's: after new credentials, or of another member. */
  readonly input: AttemptInput;
  /** Of a lifecycle that runs here. */
  readonly record?: MemberRecord;
  /** Of one that runs at a host: the revision of the end after which it begins again. */
  readonly after?: number;
}

/** Runs or follows one member: by a port here, or at a host. */
export interface Driver {
  member(): MemberView | null;
  /** What stands between here and the host; `null` for nothing, and always for a port, whose view says it. */
  fault(): FaultCode | null;
  stopped(): HostErrorCode | null;
  /** What is known of a lifecycle that runs here; `null` before it has begun, and at a host. */
  kept(): (Kept & { readonly record: MemberRecord }) | null;
  /** Takes what was kept, here or by another tab, unless it is older than what is known. @returns Whether it was taken. */
  adopt(kept: Kept): boolean;
  /** Begins, or goes on. */
  wake(): void;
  /** Stops polling. What was sent is waited for. */
  sleep(): void;
  /** Resolves when nothing that was sent is on its way. */
  idle(): Promise<void>;
  /** A new attempt, after the one that has ended. */
  begin(input: AttemptInput): void;
  answer(given: Given): Promise<readonly Problem[]>;
  hint(): void;
  cancel(): void;
}
