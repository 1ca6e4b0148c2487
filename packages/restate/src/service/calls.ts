import { withTimeout } from '@mx-member/http/web';
import {
  type Answer,
  type CallEffect,
  type CallOptions,
  eventOfCall,
  type MemberId,
  type MemberPort,
  MxError,
  type Reading,
  type StepEvent,
} from '@mx-member/machine/step';
import type { Open } from '../seal.ts';

/** One call to MX, from the effect to the event that says how it went. It runs at most once for each effect that is a command. */

export interface Caller {
  readonly port: MemberPort;
  readonly open: Open;
  /** In ms since 1970. */
  readonly now: () => number;
  /** What was thrown and is no fault of MX. */
  readonly onError: (thrown: unknown, where: CallEffect['type'] | 'open') => void;
}

/** How long answers may take to open, in ms. */
const MAX_OPEN = 10_000;

async function inTheClear(
  { open, onError }: Caller,
  member: MemberId,
  answers: readonly Answer[],
): Promise<readonly Answer[]> {
  const openAll = (signal: AbortSignal) =>
    Promise.all(
      answers.map(async ({ guid, sealed = '' }) => ({
        guid,
        value: await open(sealed, { member, guid, signal }),
      })),
    );
  try {
    return await withTimeout(MAX_OPEN, openAll);
  } catch (thrown) {
    onError(thrown, 'open');
    throw new MxError('notSent');
  }
}

/** @param take Whether this attempt may send the command. */
async function send(
  caller: Caller,
  effect: CallEffect,
  options: Required<CallOptions>,
  take: () => Promise<boolean>,
): Promise<Reading> {
  const { port } = caller;
  const { member } = effect;
  switch (effect.type) {
    case 'readStatus':
      return port.readStatus({ member, expects: effect.expects }, options);
    case 'startJob':
      if (!(await take())) throw new MxError('unreachable');
      return port.startJob({ member, job: effect.job }, options);
    case 'submitAnswers': {
      const answers = await inTheClear(caller, member, effect.answers);
      if (!(await take())) throw new MxError('lost');
      const request = Object.defineProperty({ member }, 'answers', { value: answers });
      return port.submitAnswers(request as { member: MemberId; answers: typeof answers }, options);
    }
  }
}

/** Makes the call. It never rejects: what is thrown becomes an `error` event. */
export async function makeCall(
  caller: Caller,
  effect: CallEffect,
  options: Required<CallOptions>,
  take: () => Promise<boolean>,
): Promise<StepEvent> {
  const { now, onError } = caller;
  const { signal } = options;
  return eventOfCall(effect, () => send(caller, effect, options, take), { now, signal, onError });
}
