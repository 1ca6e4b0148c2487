import type { StepLine } from '@mx-member/machine/trace';

/** How long things take at MX and for its users, from the states in a trace. */

/** What is measured: from one state of a lifecycle to the next. */
export const MEASURES = [
  'start → first question',
  'question → answer',
  'question → end without an answer',
  'answer → next question or end',
  'start → end',
] as const;

type Measure = (typeof MEASURES)[number];

/** The times of one measure for one kind of lifecycle, in ms. */
export interface MeasuredTime {
  readonly what: Measure;
  /** The job, and how the person logs in: `aggregate, password` or `aggregate, OAuth`. */
  readonly of: string;
  readonly count: number;
  /** Half of the times are at most this long. */
  readonly median: number;
  /** Nine of ten are at most this long. */
  readonly ninth: number;
  readonly longest: number;
}

interface Lifecycle {
  readonly of: string;
  readonly begunAt: number;
  /** `aggregating`, `challenged`, `resumed` … */
  phase: string;
  since: number;
  hasAsked: boolean;
}

const phaseOf = ({ state }: StepLine): string => state.split('.')[0] ?? state;

const measureOf = (from: string, isEnd: boolean, to: string): Measure | null => {
  if (from === 'resumed')
    return isEnd || to === 'challenged' ? 'answer → next question or end' : null;
  if (from !== 'challenged') return null;
  if (to === 'resumed') return 'question → answer';
  return isEnd ? 'question → end without an answer' : null;
};

/** Collects durations from the lines of traces. */
export class Durations {
  readonly #members = new Map<string, Lifecycle>();
  readonly #found = new Map<
    string,
    { readonly what: Measure; readonly of: string; readonly all: number[] }
  >();

  /** Reads the next line. A lifecycle whose beginning is not in the trace is left out. */
  read(line: StepLine): void {
    const { at, member } = line;
    if (at === undefined) return;
    const phase = phaseOf(line);
    if (line.type === 'begin') {
      const { job, oauth = false } = line.input;
      const of = `${job ?? 'no job'}, ${oauth ? 'OAuth' : 'password'}`;
      this.#members.set(member.memberGuid, { of, begunAt: at, phase, since: at, hasAsked: false });
      return;
    }
    const lifecycle = this.#members.get(member.memberGuid);
    if (lifecycle && lifecycle.phase !== phase) this.#move(member.memberGuid, lifecycle, phase, at);
  }

  /** What the members did before is unknown from here. */
  forget(): void {
    this.#members.clear();
  }

  #move(guid: string, lifecycle: Lifecycle, to: string, at: number): void {
    const { phase: from, since, of, begunAt, hasAsked } = lifecycle;
    const isEnd = to === 'connected' || to === 'failed';
    const note = (what: Measure, ms: number) => this.#note(what, of, ms);
    const measure = measureOf(from, isEnd, to);
    if (measure) note(measure, at - since);
    if (to === 'challenged' && !hasAsked) note('start → first question', at - begunAt);
    if (isEnd) {
      note('start → end', at - begunAt);
      this.#members.delete(guid);
      return;
    }
    lifecycle.phase = to;
    lifecycle.since = at;
    lifecycle.hasAsked ||= to === 'challenged';
  }

  /** A clock that was set back shows nothing about MX. */
  #note(what: Measure, of: string, ms: number): void {
    if (ms < 0) return;
    const key = `${what} ${of}`;
    const known = this.#found.get(key) ?? { what, of, all: [] };
    this.#found.set(key, known);
    known.all.push(ms);
  }

  /** What was measured, in the order of {@link MEASURES}. */
  get all(): readonly MeasuredTime[] {
    return [...this.#found.values()]
      .map(({ what, of, all }) => {
        const sorted = all.toSorted((a, b) => a - b);
        const upTo = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        return {
          ...{ what, of, count: sorted.length },
          ...{ median: upTo(0.5), ninth: upTo(0.9), longest: upTo(1) },
        };
      })
      .sort(
        (a, b) => MEASURES.indexOf(a.what) - MEASURES.indexOf(b.what) || (a.of < b.of ? -1 : 1),
      );
  }
}
