import { createMx, type Mx, type MxOptions } from '@mx-member/adapters/mx';
import { createHost, createMemoryStore, type HostStore } from '@mx-member/host';
import {
  createMxSimulator,
  DEFAULT_API_KEY,
  DEFAULT_CLIENT_ID,
  type MxSimulator,
  type MxSimulatorOptions,
} from '@mx-member/simulator';
import { Life } from '../../world/life.ts';

/** MX and a disk, and processes that can be killed at any effect on them. In virtual time. */

/** Everything that outlives a process. */
export class Outside {
  readonly simulator: MxSimulator;
  readonly store = createMemoryStore();
  readonly userGuid: string;
  /** Everything that a process has written. */
  readonly written: string[] = [];

  constructor(options: MxSimulatorOptions = {}) {
    this.simulator = createMxSimulator({
      now: () => Date.now(),
      otherUsername: 'accepted',
      ...options,
    });
    this.userGuid = this.simulator.bank.createUser({ id: 'one' }).guid;
  }

  mx(life = new Life(Number.POSITIVE_INFINITY), version?: MxOptions['version']): Mx {
    return createMx({
      ...(version && { version }),
      clientId: DEFAULT_CLIENT_ID,
      apiKey: DEFAULT_API_KEY,
      environment: new URL('https://mx.test'),
      fetch: (request) => life.through(() => this.simulator.fetch(request)),
    });
  }

  /** Starts a process that dies at the effect with this number. */
  async begin(diesAt = Number.POSITIVE_INFINITY) {
    const life = new Life(diesAt);
    const mx = this.mx(life);
    const host = await createHost({
      port: mx,
      directory: mx,
      store: this.#storeOf(life),
      onError: (thrown) => this.written.push(String(thrown)),
    });
    return { mx, host, life };
  }

  #storeOf(life: Life): HostStore {
    const { store, written } = this;
    return {
      ...store,
      find: (member) => life.reading(() => store.find(member)),
      commit: (changes, options) =>
        life.through(() => {
          written.push(JSON.stringify(changes));
          return store.commit(changes, options);
        }),
    };
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
