import {
  type MemberView,
  type memberMachine,
  memberView,
  type OutcomeView,
} from '@mx-member/machine';
import type { Actor } from 'xstate';
import type { Answerer } from './answers.ts';

export interface Conversation {
  /** Called with every snapshot, including the first and the last. */
  readonly show: (view: MemberView) => void;
  readonly answer: Answerer;
  /** An abort cancels the lifecycle, which then ends as `failed` with the reason `cancelled`. */
  readonly signal: AbortSignal;
}

export interface Ending {
  readonly outcome: OutcomeView;
  /** The error of the answerer, if the lifecycle ended because nobody could answer; otherwise `null`. */
  readonly unanswered: unknown;
  /** At a host: the revision of the end, after which the next attempt starts. */
  readonly revision?: number;
  /** At a host: whether the lifecycle had ended before this attempt, so that it was only shown. @default false */
  readonly isOld?: boolean;
}

/** The number of what is asked now. A new round or a new question is a new turn. */
const turnOf = ({ needs, prompt }: MemberView): number | null =>
  needs === 'answers' ? prompt : null;

/**
 * Starts the actor and runs it to its outcome. It shows each change, and answers when MX asks.
 */
export function runLifecycle(
  actor: Actor<typeof memberMachine>,
  { show, answer, signal }: Conversation,
): Promise<Ending> {
  const giveUp = () => actor.send({ type: 'cancel' });
  let unanswered: unknown = null;
  let turn: number | null = null;
  let asking = new AbortController();

  const reply = async (view: MemberView, asked: AbortSignal) => {
    try {
      const answers = await answer(view, asked);
      if (asked.aborted || answers === null) return;
      turn = null; // A refused answer makes its question a new turn.
      actor.send({ type: 'challenge.answer', answers, prompt: view.prompt });
    } catch (error) {
      if (asked.aborted) return;
      unanswered = error;
      giveUp();
    }
  };

  /** Closes a question that is no longer open, updates the screen, and then asks a new question. */
  const follow = (view: MemberView) => {
    const next = turnOf(view);
    const isNew = next !== turn;
    turn = next;
    // The reason of the signal, once it has aborted, says that the person leaves.
    if (isNew) asking.abort(signal.reason);
    show(view);
    if (!isNew || next === null) return;
    asking = new AbortController();
    void reply(view, asking.signal);
  };

  const ended = new Promise<Ending>((resolve, reject) => {
    actor.subscribe({
      next(snapshot) {
        const view = memberView(snapshot);
        follow(view);
        if (view.outcome) resolve({ outcome: view.outcome, unanswered });
      },
      error: reject,
    });
  });
  signal.addEventListener('abort', giveUp);
  actor.start();
  if (signal.aborted) giveUp();
  return ended.finally(() => signal.removeEventListener('abort', giveUp));
}
