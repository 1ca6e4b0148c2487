import {
  type CreatingHost,
  type Creation,
  type CreationId,
  type CreationKeeper,
  CreationRecovery,
  type MemberDirectory,
} from '@mx-member/http/create';
import { HostError } from '@mx-member/machine/hosting';
import type { MemberCalls } from './member-calls.ts';
import { sleep } from './sleep.ts';

/** The creations of a host in Restate. The work is done in this process, and Restate keeps how far it is. */

/** A lease ends so long after the last sign of its process, in ms; signs are sent three times as often. */
const LEASE = 6_000;
const SIGN = LEASE / 3;

/** How long to wait for another process, in ms, and between two looks. */
const PATIENCE = 30_000;
const PAUSE = 150;

/** A creation that is not settled for so long was left by a process that is gone, in ms. */
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
  /** Who has the lease of a user in this process. */
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

  /** One process at a time works for a user: the others wait, or get `busy`. */
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
      // Without it the lease ends by itself.
      await this.#ask(userGuid, 'release', { holder }).catch(() => {});
    }
  }

  async find(of: CreationId): Promise<Creation | null> {
    const creation = (await this.#ask(of.userGuid, 'find', of.id)) as Creation | null;
    const isOpen = creation?.step === 'creating' || creation?.step === 'repairing';
    if (isOpen && Date.now() - creation.at > LEFT) this.lookLater(of);
    return creation;
  }

  async ofUser(userGuid: string): Promise<readonly Creation[]> {
    return (await this.#ask(userGuid, 'all')) as readonly Creation[];
  }

  keep(creation: Creation): Promise<void> {
    return this.#change(creation, 'keep', { creation });
  }

  remove({ userGuid, id }: CreationId): Promise<void> {
    return this.#change({ userGuid }, 'remove', { id });
  }

  /** Who has a turn already uses it; who has none takes one. */
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
    // Also within this process: a lease that has ended must not let two of its turns overlap.
    while (
      this.#holders.has(userGuid) ||
      !(await this.#ask(userGuid, 'claim', { holder, ms: LEASE }))
    ) {
      if (performance.now() > until)
        throw new HostError(
          'busy',
          'Another process creates a member of this user. Please try again.',
        );
      await sleep(PAUSE, new AbortController().signal);
    }
  }

  #ask(userGuid: string, handler: string, body?: unknown): Promise<unknown> {
    return this.#calls.askCreations(userGuid, handler, body);
  }
}
