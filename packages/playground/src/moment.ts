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

/** The change of phase that led to the phase of an entry. */
function wayTo(log: readonly LogEntry[], { id, place }: LogEntry): ChartMoment['led'] {
  const entered = log.findLast(
    (one) => one.id <= id && phaseOf(one.from ?? '') !== phaseOf(one.place),
  );
  return entered && phaseOf(entered.place) === phaseOf(place)
    ? { from: entered.from, to: entered.place }
    : null;
}

/** The chart at the time of an entry of the log; `null` without an entry. */
export function momentAt(log: readonly LogEntry[], id: number | null): ChartMoment | null {
  const chosen = log.find((entry) => entry.id === id);
  return chosen
    ? {
        place: chosen.place,
        taken: chosen.taken,
        led: wayTo(log, chosen),
        isPast: true,
        note: '',
        isOauth: false,
      }
    : null;
}

/** The chart: the present, or the time of the selected entry. */
export function momentOf(state: PlaygroundState, now: number): ChartMoment {
  const { scene, journal, selected, scenario } = state;
  const { log } = journal;
  const isOauth = scenario.institutionCode === 'mx_bank_oauth';
  const chosen = momentAt(log, selected);
  if (chosen) return { ...chosen, isOauth };
  return {
    place: scene?.place ?? null,
    taken: scene?.taken ?? [],
    led: momentAt(log, log.at(-1)?.id ?? null)?.led ?? null,
    isPast: false,
    note: noteOf(state, now),
    isOauth,
  };
}
