import { clockText } from '@mx-member/connect';
import type { ChartMoment } from './chart/panel.ts';
import type { LogEntry } from './log/entries.ts';
import { inSeconds } from './log/words.ts';
import type { PlaygroundState } from './state.ts';

const phaseOf = (place: string): string => place.split('.')[0] ?? '';

/** When the phase of the latest entry began, by the clock of this page, which also runs while MX cannot be reached. */
function phaseBegan(log: readonly LogEntry[]): number | null {
  const last = log.at(-1);
  if (!last) return null;
  const isOther = ({ place }: LogEntry) => phaseOf(place) !== phaseOf(last.place);
  const first = log.findLastIndex(isOther) + 1;
  return log[first]?.at ?? null;
}

/** How long the member has been in this phase, and what comes next. */
function noteOf({ scene, journal }: PlaygroundState, now: number): string {
  if (!scene || scene.view.outcome) return '';
  const began = phaseBegan(journal.log);
  const time = began === null ? '' : `for ${clockText(now - began)}`;
  const { dueAt } = scene;
  const next =
    dueAt === null ? 'waiting for MX' : `next poll in ${inSeconds(Math.max(0, dueAt - now))}`;
  return [time, next].filter(Boolean).join('; ');
}

/** The chart at the time of an entry of the log; `null` without an entry. */
export function momentAt(log: readonly LogEntry[], id: number | null): ChartMoment | null {
  const chosen = log.find((entry) => entry.id === id);
  return chosen ? { place: chosen.place, taken: chosen.taken, isPast: true, note: '' } : null;
}

/** The chart: the present, or the time of the selected entry. */
export function momentOf(state: PlaygroundState, now: number): ChartMoment {
  const { scene, journal, selected } = state;
  return (
    momentAt(journal.log, selected) ?? {
      place: scene?.place ?? null,
      taken: scene?.taken ?? [],
      isPast: false,
      note: noteOf(state, now),
    }
  );
}
