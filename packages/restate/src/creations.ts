import {
  type CreatingHost,
  type Creation,
  type CreationId,
  type CreationKeeper,
  CreationRecovery,
  isSettled,
  type MemberDirectory,
} from '@mx-member/http/create';
import { sleep } from '@mx-member/http/web';
import { HostError } from '@mx-member/machine/hosting';
import type { MemberCalls } from './member-calls.ts';
import { creationsOf } from './names.ts';

/** The creations of a host in Restate. This process does the work, and Restate stores the progress. */

/** How long a lease lasts after its last renewal, in ms. It is renewed three times as often. */
const LEASE = 6_000;
const SIGN = LEASE / 3;

/** How long to wait for another process, in ms, and the time between two attempts. */
const PATIENCE = 30_000;
const PAUSE = 150;

/** A creation that is unsettled for longer than this was left by a process that has died, in ms. */
const LEFT = 30_000;

export interface RestateCreationsOptions {
  readonly calls: MemberCalls;
  readonly host: CreatingHost;
  readonly directory: MemberDirectory | undefined;
  readonly onError: (thrown: unknown) => void;
}

export class RestateCreations implements CreationKeeper {
  readonly #calls: MemberCalls;
  readonly #recovery: CreationRecovery | null;
  /** The lease holder of each user in this process. */
  readonly #holders = new Map<string, string>();

  constructor({ calls, host, directory, onError }: RestateCreationsOptions) {
    this.#calls = calls;
    this.#recovery = directory ? new CreationRecovery({ directory, host, onError }) : null;
  }

  close(): void {
    this.#recovery?.close();
  }

  lookLater(of: CreationId): void {
    this.#recovery?.add(of);
  }

  /** Runs the work of one user in one process at a time. Other processes wait, or get `busy`. */
  async run<Result>(userGuid: string, work: () => Promise<Result>): Promise<Result> {
    const holder = crypto.randomUUID();
    await this.#claim(userGuid, holder);
    this.#holders.set(userGuid, holder);
    const signs = setInterval(() => {
      this.#ask(userGuid, 'claim', { holder, ms: LEASE }).catch(() => {});
    }, SIGN);
    try {
      return await work();
    } finally {
      clearInterval(signs);
      this.#holders.delete(userGuid);
      // If the release fails, the lease expires.
      await this.#ask(userGuid, 'release', { holder }).catch(() => {});
    }
  }

  async find(of: CreationId): Promise<Creation | null> {
    const creation = (await this.#ask(of.userGuid, 'find', of.id)) as Creation | null;
    if (creation && !isSettled(creation) && Date.now() - creation.at > LEFT) this.lookLater(of);
    return creation;
  }

  keep(creation: Creation): Promise<void> {
    return this.#change(creation, 'keep', { creation });
  }

  remove({ userGuid, id }: CreationId): Promise<void> {
    return this.#change({ userGuid }, 'remove', { id });
  }

  /** Continues a turn that already runs, or takes a new one. */
  async #change(
    of: Pick<CreationId, 'userGuid'>,
    handler: 'keep' | 'remove',
    body: object,
  ): Promise<void> {
    const { userGuid } = of;
    const holder = this.#holders.get(userGuid);
    if (holder === undefined) return this.run(userGuid, () => this.#change(of, handler, body));
    await this.#ask(userGuid, handler, { ...body, holder });
  }

  async #claim(userGuid: string, holder: string): Promise<void> {
    const until = performance.now() + PATIENCE;
    // Repeated within this process too, because two turns must not overlap after a lease has expired.
    while (
      this.#holders.has(userGuid) ||
      !(await this.#ask(userGuid, 'claim', { holder, ms: LEASE }))
    ) {
      if (performance.now() > until)
        throw new HostError(
          'busy',
          'Another process is creating a member of this user. Please try again.',
        );
      await sleep(PAUSE);
    }
  }

  #ask(userGuid: string, handler: string, body: unknown): Promise<unknown> {
    return this.#calls.callUser(creationsOf, userGuid, handler, body);
  }
}
