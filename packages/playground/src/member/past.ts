import { timeOf } from './log/view.ts';
import type { PlaygroundState, Scene } from './state.ts';

/** What the screen has shown when the chosen entry of the log was made. */
export interface Past {
  readonly scene: Scene;
  readonly at: number;
  /** In seconds since the log began. */
  readonly time: string;
}

/** `null` for the present. */
export function pastView({ journal, selected }: PlaygroundState): Past | null {
  const { log, views } = journal;
  const chosen = log.find(({ id }) => id === selected);
  const view = chosen && views[chosen.revision];
  if (!chosen || !view) return null;
  return {
    scene: { view, place: chosen.place, taken: chosen.taken, dueAt: null },
    at: chosen.at,
    time: timeOf(chosen, log[0]?.at ?? chosen.at),
  };
}
