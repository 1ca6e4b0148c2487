/** How many messages a viewer that comes late receives; a reading makes about ten. */
export const MAX_KEPT = 1_000;

/** A message of the inspector, as far as it matters here. */
export interface InspectorMessage {
  readonly type: string;
  readonly parentId?: string | undefined;
}

/** What a viewer that comes late has missed, in order and bounded: it forgets the oldest, but never the machine. */
export function createBacklog(most = MAX_KEPT) {
  const machines: string[] = [];
  const recent: string[] = [];
  return {
    add({ type, parentId }: InspectorMessage, text: string): void {
      if (type === '@xstate.actor' && parentId === undefined) machines.push(text);
      else if (recent.push(text) > most) recent.shift();
    },
    all: (): readonly string[] => [...machines, ...recent],
  };
}
