import type { Actor } from 'xstate';
import type { MemberObserver } from '../hosting/contract.ts';
import type { memberMachine } from './machine.ts';
import { memberView } from './snapshot.ts';

/**
 * Shows an observer what an actor does, from its present view on.
 *
 * ```ts
 * const actor = createActor(machine, { input });
 * observeMember(actor, telemetry);
 * actor.start();
 * ```
 *
 * @returns Ends it: the observer gets `null` unless the lifecycle has ended. Stopping the actor does the same.
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
