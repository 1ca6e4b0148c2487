import { createMx, type Mx } from '@mx-member/adapters/mx';
import { MxError } from '@mx-member/machine';
import type { BankUnderTest } from './test-user.ts';

/** Creates the users of the scenarios, and deletes all of them. */

/** The time limit of one call, in ms. Ctrl-C leaves ten seconds for all calls. */
const TIMEOUT = 3_000;

export class TestUsers {
  readonly #mx: Mx;
  readonly #run = crypto.randomUUID().slice(0, 8);
  /** The ids of users that may exist at MX, with their guids if MX returned them. */
  readonly #made = new Map<string, string | null>();

  constructor({ clientId, apiKey, environment, fetch }: BankUnderTest) {
    this.#mx = createMx({ clientId, apiKey, environment, fetch, timeout: TIMEOUT });
  }

  /** @throws {MxError} if MX refuses. */
  async make(scenario: string, signal: AbortSignal): Promise<string> {
    const id = `mx-member-doctor-${this.#run}-${scenario}`;
    this.#made.set(id, null);
    const { userGuid } = await this.#mx.createUser({ id }, { signal });
    this.#made.set(id, userGuid);
    return userGuid;
  }

  /** Deletes all users, even if MX has not confirmed that they exist. @returns The ids of users that could not be deleted. */
  async deleteAll(): Promise<readonly string[]> {
    const ids = [...this.#made.keys()];
    const deleted = await Promise.all(ids.map((id) => this.#delete(id)));
    return ids.filter((_, n) => !deleted[n]);
  }

  async #delete(id: string): Promise<boolean> {
    try {
      const known = this.#made.get(id);
      const guids = known ? [known] : await this.#guidsOf(id);
      for (const userGuid of guids) await this.#mx.deleteUser({ userGuid });
      return true;
    } catch (thrown) {
      return thrown instanceof MxError && thrown.code === 'notFound';
    }
  }

  async #guidsOf(id: string): Promise<readonly string[]> {
    const { users } = await this.#mx.listUsers({ id });
    return users.filter((user) => user.id === id).map(({ userGuid }) => userGuid);
  }
}
