import type { memberMachine } from '@mx-member/machine';
import { type Actor, toPromise } from 'xstate';

/**
 * Runs a lifecycle with its own actor, and a user who answers every question.
 * @throws {Error} if it does not end as `connected`.
 */
export async function connectByActor(actor: Actor<typeof memberMachine>): Promise<void> {
  actor.on('challenged', ({ challenges, prompt }) => {
    const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
    actor.send({ type: 'challenge.answer', answers, prompt });
  });
  const end = toPromise(actor);
  actor.start();
  const { outcome } = await end;
  if (outcome !== 'connected') throw new Error(`A lifecycle ended ${outcome}.`);
}
