import {
  type MemberView,
  type memberMachine,
  memberView,
  type OutcomeView,
} from '@mx-member/machine';
import type { Actor } from 'xstate';
import type { Answerer } from './answers.ts';

export interface Conversation {
  /** Called with every snapshot, the first and the last included. */
  readonly show: (view: MemberView) => void;
  readonly answer: Answerer;
  /** Aborting it cancels the lifecycle, which then ends as `failed`, reason `cancelled`. */
  readonly signal: AbortSignal;
}

export interface Ending {
  readonly outcome: OutcomeView;
  /** What the answerer threw, when the lifecycle was given up because nobody could answer; else `null`. */
  readonly unanswered: unknown;
}

/** Names what is asked now: another round or another question is another turn. */
const turnOf = ({ needs, prompt }: MemberView): number | null =>
  needs === 'answers' ? prompt : null;

/**
 * Starts the actor and follows it to its outcome: shows each change, and answers when MX asks.
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
      turn = null; // A question whose answer is refused is a turn again.
      actor.send({ type: 'challenge.answer', answers, prompt: view.prompt });
    } catch (error) {
      if (asked.aborted) return;
      unanswered = error;
      giveUp();
    }
  };

  /** Withdraws a question that is no longer open, then updates the screen, then asks a new question. */
  const follow = (view: MemberView) => {
    const next = turnOf(view);
    const isNew = next !== turn;
    turn = next;
    if (isNew) asking.abort();
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
