import { inspectMember } from '@mx-member/adapters/inspector';
import { createInspector, type StatelyInspectionEvent } from '@statelyai/inspect';
import { vi } from 'vitest';
import type { Actor, AnyActorLogic, InspectionEvent } from 'xstate';

/** A member whose inspection events are recorded from the beginning. */
export interface Inspected {
  readonly actor: Actor<AnyActorLogic>;
  readonly inspected: readonly InspectionEvent[];
}

/** An inspector that records its messages as they would be sent: first what was inspected before, then what follows. */
export function messagesOf(
  { actor, inspected }: Inspected,
  options: { readonly hideGuids?: boolean } = {},
): readonly StatelyInspectionEvent[] {
  const messages: StatelyInspectionEvent[] = [];
  const { inspect } = inspectMember(
    (own) => createInspector({ send: (message) => messages.push(message) }, own),
    options,
  );
  for (const event of inspected) inspect.next?.(event);
  actor.system.inspect(inspect);
  return messages;
}

/** XState's inspector reports an event a moment later, by a timer. Needs `vi.useFakeTimers`. */
export const tell = (): void => void vi.runAllTimers();
