import { setImmediate as turn } from 'node:timers/promises';
import {
  createMemberActors,
  type MemberId,
  type MemberPort,
  memberMachine,
  type Reading,
} from '@mx-member/machine';
import { type AnyActor, createActor } from 'xstate';

/** What the members wait for. */
export type State = 'polling' | 'challenged';

/** A clock for XState. */
export interface Clock {
  setTimeout(fn: (...args: unknown[]) => void, ms: number): NodeJS.Timeout;
  clearTimeout(id: NodeJS.Timeout): void;
}

/** MX without a network, whose members never change. Each reply goes through JSON, like a real one. */
export class StillMx implements MemberPort {
  readings = 0;
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  async startJob(): Promise<Reading> {
    return this.#reading('CREATED');
  }

  async readStatus({ member }: { member: MemberId }): Promise<Reading> {
    this.readings += 1;
    if (this.#state !== 'challenged') return this.#reading('CREATED');
    const guid = `CRD-${member.memberGuid.slice(4)}`;
    const label = 'What city were you born in?';
    return this.#reading('CHALLENGED', [{ guid, type: 'TEXT', label, options: [] }]);
  }

  async submitAnswers(): Promise<Reading> {
    return this.#reading('RESUMED');
  }

  #reading(connectionStatus: string, challenges: object[] = []): Reading {
    const aggregatedAt = '2026-01-01T00:00:00Z';
    const shown = { connectionStatus, isBeingAggregated: true, challenges, aggregatedAt };
    return JSON.parse(JSON.stringify({ ...shown, successfullyAggregatedAt: null }));
  }
}

/**
 * A member with guids like MX's: 40 characters each. They go through JSON, like guids from a network or a store. A joined string would
 * still be a tree of pieces.
 */
export function newMember(): MemberId {
  const guid = crypto.randomUUID();
  return JSON.parse(`{"userGuid":"USR-${guid}","memberGuid":"MBR-${guid}"}`);
}

/** Starts `count` members as actors of XState, a few hundred in each turn of the event loop. */
export async function startCrowd(
  mx: MemberPort,
  count: number,
  clock?: Clock,
): Promise<readonly AnyActor[]> {
  const machine = memberMachine.provide({ actors: createMemberActors(mx) });
  // XState's type allows timer ids of any type.
  const options = clock && { clock: clock as never };
  const actors: AnyActor[] = [];
  for (let index = 0; index < count; index++) {
    const input = { member: newMember(), job: 'aggregate' } as const;
    actors.push(createActor(machine, { input, ...options }).start());
    if (index % 250 === 0) await turn();
  }
  return actors;
}
