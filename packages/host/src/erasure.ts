import type { Erased } from '@mx-member/http/host';
import { HostError } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import type { Engine } from './engine.ts';
import type { RunningMember } from './members/running-member.ts';
import { isAboutNoMember } from './store/creation-rows.ts';
import type { Deliveries } from './store/deliveries.ts';

/** Erases everything of a user while the host runs. */

export interface ErasureOptions {
  readonly engine: Engine;
  /** Resolves when the record of a member is committed. */
  readonly whenKept: (member: RunningMember) => Promise<void>;
  readonly deliveries: Deliveries | null;
  /** Erases the rows of a user in the store. */
  readonly forget: (userGuid: string) => Promise<Required<Erased>>;
}

export class Erasure {
  readonly #options: ErasureOptions;
  readonly #users = new Set<string>();

  constructor(options: ErasureOptions) {
    this.#options = options;
  }

  /** @throws {HostError} `busy` while the user is being erased. */
  assertStays({ userGuid }: MemberId): void {
    if (this.#users.has(userGuid))
      throw new HostError('busy', 'The members of this user are being erased. Try again later.');
  }

  /** Cancels running lifecycles, then erases. Do not call it twice at the same time for one user. */
  async erase(userGuid: string): Promise<Required<Erased>> {
    const { engine, whenKept, deliveries, forget } = this.#options;
    this.#users.add(userGuid);
    try {
      const running = [...engine.members].filter(
        ({ record }) => record.context.member.userGuid === userGuid,
      );
      for (const member of running) engine.apply(member, { type: 'cancel' }, 'user');
      await Promise.all(running.map(whenKept));
      const erased = await forget(userGuid).catch(() => {
        throw new HostError('unreachable', 'The store could not erase the rows. Please try again.');
      });
      deliveries?.drop(userGuid);
      return { ...erased, members: erased.members.filter((member) => !isAboutNoMember(member)) };
    } finally {
      this.#users.delete(userGuid);
    }
  }
}
