import {
  type CreatingHost,
  type Creation,
  type CreationId,
  type CreationKeeper,
  CreationRecovery,
  type MemberDirectory,
} from '@mx-member/http/create';
import { isWithoutReply } from '@mx-member/http/web';
import { MxError } from '@mx-member/machine/step';
import { Sequence } from '../members/sequence.ts';
import { creationName, creationOf, toCreationRow, toRemovedRow } from '../store/creation-rows.ts';
import { inTime, unsent } from '../store/in-time.ts';
import type { KeptRecords } from '../store/kept-records.ts';
import type { Writer } from '../store/writer.ts';

/** Keeps the creations of a host in its store. */

export interface HostCreationsOptions {
  readonly host: CreatingHost;
  readonly records: KeptRecords;
  readonly writer: Writer;
  readonly directory: MemberDirectory | undefined;
  readonly now: () => number;
  /** @throws {HostError} `closed` after the host was closed. */
  readonly assertOpen: () => void;
  readonly onError: (thrown: unknown, where: 'creation') => void;
  /** Called with the error of each creation that failed. */
  readonly onFailed: (thrown: unknown) => void;
}

export class HostCreations implements CreationKeeper {
  readonly #options: HostCreationsOptions;
  readonly #users = new Sequence<string>();
  readonly #recovery: CreationRecovery | null;

  constructor(options: HostCreationsOptions) {
    const { directory, host, onError } = options;
    this.#options = options;
    this.#recovery = directory
      ? new CreationRecovery({
          directory,
          host,
          onError: (thrown) => {
            // `onFailed` has reported it, at most once a minute.
            if (thrown instanceof MxError && isWithoutReply(thrown)) return;
            onError(thrown, 'creation');
          },
        })
      : null;
  }

  lookLater(of: CreationId): void {
    this.#recovery?.add(of);
  }

  close(): void {
    this.#recovery?.close();
  }

  run<Result>(userGuid: string, work: () => Promise<Result>): Promise<Result> {
    return this.#users.run(userGuid, async () => {
      this.#options.assertOpen();
      try {
        return await work();
      } catch (thrown) {
        this.#options.onFailed(thrown);
        throw thrown;
      }
    });
  }

  async find(of: CreationId): Promise<Creation | null> {
    this.#options.assertOpen();
    const row = await this.#options.records.row(creationName(of));
    return row && creationOf(row);
  }

  keep(creation: Creation): Promise<void> {
    return this.#keep(toCreationRow(creation, this.#options.now()));
  }

  remove(of: CreationId): Promise<void> {
    return this.#keep(toRemovedRow(of));
  }

  async #keep(row: ReturnType<typeof toCreationRow>): Promise<void> {
    this.#options.assertOpen();
    try {
      await inTime((signal) => this.#options.writer.keep(row, signal));
    } catch {
      throw unsent('The store could not save the creation. Please try again.');
    }
  }
}
