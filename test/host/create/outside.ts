import { createHost, createMemoryStore } from '@mx-member/host';
import { createMxSimulator, type MxSimulatorOptions } from '@mx-member/simulator';
import { pass } from '../../support/fake-timers.ts';
import { credentials } from '../../support/simulated.ts';
import { mxOver } from '../../support/simulated-mx.ts';

/** MX, a host, and one user with what a creation of theirs needs. In virtual time. */
export async function outside(options: MxSimulatorOptions = {}) {
  const simulator = createMxSimulator({
    now: () => Date.now(),
    otherUsername: 'accepted',
    ...options,
  });
  const { bank } = simulator;
  const { guid: userGuid } = bank.createUser({ id: 'one' });
  const mx = mxOver(simulator.fetch);
  const store = createMemoryStore();
  const host = await createHost({ port: mx, directory: mx, store, onError: () => {} });
  /** The user's members at the bank. */
  const members = () => [...bank.members(bank.user(userGuid)).values()];
  return {
    simulator,
    mx,
    host,
    userGuid,
    request: { mx, host, userGuid, id: 'new' },
    members,
    /** The jobs that the bank has started. Each is a login. */
    jobs: () =>
      members()
        .flatMap(({ received }) => received.starts)
        .filter(({ result }) => result === 'started')
        .map(({ job }) => job),
    /** Creates a member of the user, whose first job is over. */
    async member(id: string, password: string, username?: string) {
      const login = { institutionCode: 'mxbank', credentials: credentials(password, username) };
      const created = await mx.createMember({ userGuid, id, ...login });
      await pass(10_000);
      return created.member;
    },
  };
}
export type Outside = Awaited<ReturnType<typeof outside>>;
