import { setTimeout as sleep } from 'node:timers/promises';
import { connectHost } from '@mx-member/host/http';
import { type Act, HostError, type Job, type MemberId, type MemberView } from '@mx-member/machine';
import type { Answerer } from './answers.ts';
import type { Conversation, Ending } from './lifecycle.ts';

/** Where a host is served, and how its callers name themselves. */
export interface HostAddress {
  readonly url: URL;
  /** `null` if the host needs none. */
  readonly token: string | null;
}

/** In place of the sentence for a page, whose person has to sign in. */
const WRONG_TOKEN =
  'The server refused the token. Set MX_MEMBER_TOKEN to the token that the server uses.';

/** The time between two tries to reach a host that has stopped, in ms. */
const RETRY = 1_000;

/**
 * Repeats a call until the host answers, because a host that was killed goes on after its start.
 * @throws the reason of the signal, if it aborts while the host does not answer.
 */
async function whenReached<Result>(
  signal: AbortSignal,
  call: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof HostError) || error.code !== 'unreachable') throw error;
      signal.throwIfAborted();
      await sleep(RETRY);
    }
  }
}

/** Sends what the person answers. @returns The view after it; `null` if nobody answers. */
async function answered(
  host: ReturnType<typeof connectHost>,
  member: MemberId,
  view: MemberView,
  { answer, signal }: { readonly answer: Answerer; readonly signal: AbortSignal },
): Promise<MemberView | null> {
  const answers = await answer(view, signal);
  if (answers === null) return null;
  // The host accepts answers to a prompt once. So a copy is refused if the first one has arrived.
  const { prompt } = view;
  return (await whenReached(signal, () => host.answer(member, { answers, prompt }))).view;
}

/**
 * Runs a lifecycle at a host over HTTP. It shows each change, and answers when MX asks. Without an answer the member is cancelled.
 * @param again `after` is the revision of the end that the person has seen. Without it, a lifecycle that has ended is only shown.
 * @throws {HostError} if the host refuses the member or the job.
 */
export async function runAtHost(
  { url, token }: HostAddress,
  input: { readonly member: MemberId; readonly job: Job; readonly act?: Act },
  { show, answer, signal }: Conversation,
  again: { readonly after?: number },
): Promise<Ending> {
  const { member } = input;
  const host = connectHost({
    url,
    ...(token !== null && { headers: { authorization: `Bearer ${token}` } }),
  });
  let unanswered: unknown = null;
  const giveUp = () => void host.cancel(member).catch(() => {});
  signal.addEventListener('abort', giveUp);
  try {
    let view = await host.start(input, again);
    const isOld = view.outcome !== null;
    if (signal.aborted) giveUp();
    for (let asked = 0; !view.outcome; ) {
      show(view);
      let next: MemberView | null = null;
      if (view.needs === 'answers' && (view.prompt !== asked || view.problems.length > 0)) {
        asked = view.prompt;
        try {
          next = await answered(host, member, view, { answer, signal });
        } catch (error) {
          signal.throwIfAborted();
          unanswered = error;
          await host.cancel(member);
        }
      }
      const { revision } = view;
      view =
        next ?? (await whenReached(signal, () => host.next(member, { revision, wait: 20_000 })));
    }
    show(view);
    return { outcome: view.outcome, unanswered, revision: view.revision, isOld };
  } catch (error) {
    const isRefused = error instanceof HostError && error.code === 'signedOut';
    throw isRefused ? new HostError(error.code, WRONG_TOKEN) : error;
  } finally {
    signal.removeEventListener('abort', giveUp);
    await host.close();
  }
}
