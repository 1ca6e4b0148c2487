import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';

/** What a host has erased of a user. */
export interface Erased {
  /** The members of what was erased, each once. */
  readonly members: readonly MemberId[];
  /** The number of records. */
  readonly records: number;
  /** The number of outcomes that `onEnded` had not acknowledged. Restate does not count them. */
  readonly outcomes?: number;
  /** The number of records that had been set aside. */
  readonly aside: number;
}

/** A host that can erase a user: from `createHost`, or a host in Restate. */
export interface ErasingHost {
  /** @throws {HostError} like every other call. */
  forget(userGuid: string): Promise<Erased>;
}

/** A host that a handler serves. */
export type ServedHost = MemberHost & Partial<ErasingHost>;
