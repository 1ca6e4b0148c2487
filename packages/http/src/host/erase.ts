import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import { Refusal } from '../problems.ts';

/** What a host has erased of a user. */
export interface ErasedUser {
  readonly members: readonly MemberId[];
  /** How many records. */
  readonly records: number;
  /** How many outcomes that `onEnded` had not acknowledged. Restate does not count them. */
  readonly outcomes?: number;
  /** How many records that had been set aside. */
  readonly aside: number;
}

/** A host that can erase a user: `createHost`, and the host in Restate. */
export interface ErasingHost {
  /** @throws {HostError} as every other call. */
  forget(userGuid: string): Promise<ErasedUser>;
}

/** A host that a handler serves. */
export type ServedHost = MemberHost & Partial<ErasingHost>;

/** @throws {Refusal} where the host cannot erase a user. */
export async function erase(host: ServedHost, userGuid: string): Promise<ErasedUser> {
  if (!host.forget)
    throw new Refusal('access-not-served', { detail: 'This host cannot erase users.' });
  return host.forget(userGuid);
}
