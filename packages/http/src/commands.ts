import type { MemberId } from '@mx-member/machine/step';
import { Refusal } from './problems.ts';

/** How long the second of two conflicting commands is asked to wait, in ms. */
const COMMAND_WAIT = 1000;

/** Commands that change a member at MX. */
export class Commands {
  /** How many commands run for a member. Infinite while a command runs alone. */
  readonly #running = new Map<string, number>();

  /**
   * Runs a command alone, because it must not meet another command that is changing the member.
   *
   * @throws {Refusal} `command-running` while another command for the member runs.
   */
  alone<Result>(member: MemberId, command: () => Promise<Result>): Promise<Result> {
    return this.#run(member, command, Number.POSITIVE_INFINITY);
  }

  /**
   * Runs a command beside others of its kind, because a host runs those one after the other.
   *
   * @throws {Refusal} `command-running` while a command runs {@link alone}.
   */
  beside<Result>(member: MemberId, command: () => Promise<Result>): Promise<Result> {
    return this.#run(member, command, 1);
  }

  async #run<Result>(
    { userGuid, memberGuid }: MemberId,
    command: () => Promise<Result>,
    weight: number,
  ): Promise<Result> {
    const key = JSON.stringify([userGuid, memberGuid]);
    const running = this.#running.get(key) ?? 0;
    if (running > 0 && Math.max(running, weight) === Number.POSITIVE_INFINITY)
      throw new Refusal('command-running', { retryAfter: COMMAND_WAIT });
    this.#running.set(key, running + weight);
    try {
      return await command();
    } finally {
      const left = weight === 1 ? (this.#running.get(key) ?? 1) - 1 : 0;
      if (left > 0) this.#running.set(key, left);
      else this.#running.delete(key);
    }
  }
}
