import type { MemberId } from '@mx-member/machine/step';
import { Refusal } from '../problems.ts';

/** How long the loser of two commands is asked to wait, in ms. */
const COMMAND_WAIT = 1000;

/**
 * Lets one command for a member through at a time: a second start or answer would meet a member that the first is about to
 * change.
 * @returns Runs a command. It throws a {@link Refusal} while another one for the member runs.
 */
export function createCommands(): <Result>(
  member: MemberId,
  command: () => Promise<Result>,
) => Promise<Result> {
  const running = new Set<string>();
  return async ({ userGuid, memberGuid }, command) => {
    const key = JSON.stringify([userGuid, memberGuid]);
    if (running.has(key)) throw new Refusal('command-running', { retryAfter: COMMAND_WAIT });
    running.add(key);
    try {
      return await command();
    } finally {
      running.delete(key);
    }
  };
}
