import type { Mx } from '@mx-member/adapters/mx';
import { createHost, createMemoryStore } from '@mx-member/host';
import { createMxSimulator, type MxSimulator, type MxSimulatorOptions } from '@mx-member/simulator';
import { mxOver } from '../../support/simulated-mx.ts';

/** MX, and a host for one user. In virtual time. */
export class Outside {
  readonly simulator: MxSimulator;
  readonly userGuid: string;

  constructor(options: MxSimulatorOptions = {}) {
    this.simulator = createMxSimulator({
      now: () => Date.now(),
      otherUsername: 'accepted',
      ...options,
    });
    this.userGuid = this.simulator.bank.createUser({ id: 'one' }).guid;
  }

  mx(): Mx {
    return mxOver(this.simulator.fetch);
  }

  async begin() {
    const mx = this.mx();
    const store = createMemoryStore();
    const host = await createHost({ port: mx, directory: mx, store, onError: () => {} });
    return { mx, host };
  }

  /** The user's members at the bank. */
  get members() {
    const { bank } = this.simulator;
    return [...bank.members(bank.user(this.userGuid)).values()];
  }

  /** How many logins the bank has seen. */
  get logins(): number {
    return this.members
      .flatMap(({ received }) => received.starts)
      .filter(({ result }) => result === 'started').length;
  }
}
