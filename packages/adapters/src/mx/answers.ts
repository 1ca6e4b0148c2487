import { type Answer, type MemberId, MxError } from '@mx-member/machine/step';
import type { Credential, OpenSealed } from './types.ts';

/** What goes to MX: each challenge's guid and the answer in the clear. The machine has resolved the choices. */
export async function toWireAnswers(
  answers: readonly Answer[],
  member: MemberId,
  open: OpenSealed | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly Credential[]> {
  return Promise.all(
    answers.map(async (answer) => ({
      guid: answer.guid,
      value: await inTheClear(answer, member, open, signal),
    })),
  );
}

async function inTheClear(
  { guid, value, sealed }: Answer,
  member: MemberId,
  open: OpenSealed | undefined,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (sealed === undefined) return value;
  const failed = (message: string) => new MxError('notSent', { message });
  if (!open) throw failed('An answer is sealed: give createMx the `open` function to open it.');
  try {
    return await open(sealed, { member, guid, ...(signal && { signal }) });
  } catch {
    signal?.throwIfAborted();
    // What it failed with may quote the answer.
    throw failed('A sealed answer could not be opened.');
  }
}
