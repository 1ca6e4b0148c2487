/** The parts of a message of @statelyai/inspect that are shown here. */
export type InspectorMessage =
  | {
      readonly type: '@xstate.actor';
      readonly at: number;
      readonly sessionId: string;
      readonly parentId: string | null;
      readonly name: string;
      /** The configuration of the machine as JSON. Other actors have only a name. */
      readonly definition: string;
      readonly value: unknown;
      readonly context: unknown;
    }
  | {
      readonly type: '@xstate.snapshot';
      readonly at: number;
      readonly sessionId: string;
      readonly event: { readonly type: string };
      readonly value: unknown;
      readonly context: unknown;
    };

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function eventOf(value: unknown): { readonly type: string } {
  const event = Object(value) as Record<string, unknown>;
  return { ...event, type: text(event.type) };
}

/** Reads a message; `null` if it is not shown here. */
export function readMessage(data: unknown): InspectorMessage | null {
  const message = Object(data) as Record<string, unknown>;
  const { type, parentId, name, definition, event, snapshot } = message;
  const at = Number(message.createdAt) || Date.now();
  const sessionId = text(message.sessionId);
  const { value, context } = Object(snapshot) as { value?: unknown; context?: unknown };
  switch (type) {
    case '@xstate.actor':
      return {
        type,
        at,
        sessionId,
        parentId: text(parentId) || null,
        name: text(name),
        definition: text(definition),
        value,
        context,
      };
    case '@xstate.snapshot':
      return { type, at, sessionId, event: eventOf(event), value, context };
    default:
      return null;
  }
}
