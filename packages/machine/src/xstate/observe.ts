import type { Actor } from 'xstate';
import type { MemberObserver } from '../hosting/contract.ts';
import type { memberMachine } from './machine.ts';
import { memberView } from './snapshot.ts';

/**
 * Passes the views of an actor to an observer, beginning with the current one.
 *
 * ```ts
 * const actor = createActor(machine, { input });
 * observeMember(actor, telemetry);
 * actor.start();
 * ```
 *
 * @returns A function that stops observing. The observer then gets `null`, unless the lifecycle has ended. Stopping the
 * actor has the same effect.
 */
export function observeMember(
  actor: Pick<Actor<typeof memberMachine>, 'getSnapshot' | 'subscribe'>,
  observer: MemberObserver,
): () => void {
  const first = actor.getSnapshot();
  if (first.status === 'error') return () => {};
  const { member } = first.context;
  let shown: unknown;
  let isOver = false;

  function show(snapshot: typeof first): void {
    if (snapshot.context === shown) return;
    shown = snapshot.context;
    const view = memberView(snapshot);
    isOver = view.outcome !== null;
    observer.onView(member, view);
  }
  function leave(): void {
    subscription?.unsubscribe();
    if (!isOver) observer.onView(member, null);
    isOver = true;
  }

  show(first);
  const subscription = isOver
    ? undefined
    : actor.subscribe({ next: show, complete: leave, error: leave });
  return leave;
}
