import { withTimeout } from '@mx-member/http/web';
import { type Answer, type MemberId, MxError } from '@mx-member/machine/step';
import type { Credential, OpenSealed } from './types.ts';

/** What the answers belong to, and how to open sealed answers. */
export interface Opening {
  readonly member: MemberId;
  readonly open: OpenSealed | undefined;
  /** The time limit of `open`, in ms. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * The answers as MX expects them: the guid of each challenge, and the answer in the clear. The machine has already
 * replaced choices by their values.
 */
export async function toWireAnswers(
  answers: readonly Answer[],
  opening: Opening,
): Promise<readonly Credential[]> {
  return Promise.all(
    answers.map(async (answer) => ({
      guid: answer.guid,
      value: await openAnswer(answer, opening),
    })),
  );
}

async function openAnswer(
  { guid, value, sealed }: Answer,
  { member, open, timeout, signal: outer }: Opening,
): Promise<string> {
  if (sealed === undefined) return value;
  const failed = (message: string) => new MxError('notSent', { message });
  if (!open) throw failed('An answer is sealed: give createMx the `open` function to open it.');
  try {
    return await withTimeout(timeout, (signal) => open(sealed, { member, guid, signal }), outer);
  } catch {
    outer?.throwIfAborted();
    // The error of `open` may quote the answer, so it is dropped.
    throw failed('A sealed answer could not be opened, or not in time.');
  }
}
