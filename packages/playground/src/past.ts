import type { MemberView } from '@mx-member/machine/step';
import { timeOf } from './log/view.ts';
import type { PlaygroundState } from './state.ts';

/** The screen at the time of the selected entry of the log. */
export interface Past {
  readonly view: MemberView;
  /** The time of the entry, in seconds since the log began. */
  readonly time: string;
}

/** `null` for the present. */
export function pastOf({ journal, selected }: PlaygroundState): Past | null {
  const { log, views } = journal;
  const chosen = log.find(({ id }) => id === selected);
  const view = chosen && views[chosen.revision];
  return view ? { view, time: timeOf(chosen, log[0]?.at ?? chosen.at) } : null;
}
