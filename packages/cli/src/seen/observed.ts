import type { StepLine } from '@mx-member/machine/trace';
import {
  BELIEFS,
  type BeliefName,
  createModelCheck,
  type ModelCheck,
  type Unexplained,
} from '@mx-member/simulator/model';
import { Durations, type MeasuredTime } from './durations.ts';

/** What traces show of MX: each belief about it, and how long things take. */

/** What the traces say about a belief. `inDoubt`: a reply contradicts it, or another belief. */
export type BeliefVerdict = 'seen' | 'inDoubt' | 'refuted' | 'neverMet';

/** One belief, as the traces show it. */
export interface BeliefShown {
  readonly verdict: BeliefVerdict;
  /** In how many members it was seen. */
  readonly members: number;
  /** The line that shows it first, or contradicts it: `file:line`. Absent for `neverMet`. */
  readonly where?: string;
}

/** A reply of MX that no belief explains. */
export interface Surprise extends Unexplained {
  readonly where: string;
}

/** Everything that a page says. It is plain JSON. */
export interface Observations {
  /** The first and the last time in the traces, in ms since 1970. `null` if no line has a time. */
  readonly from: number | null;
  readonly to: number | null;
  readonly lines: number;
  readonly members: number;
  readonly beliefs: Readonly<Record<BeliefName, BeliefShown>>;
  readonly surprises: readonly Surprise[];
  readonly durations: readonly MeasuredTime[];
}

const NAMES = Object.keys(BELIEFS) as BeliefName[];

/** A worse verdict stays. */
const ORDER: readonly BeliefVerdict[] = ['neverMet', 'seen', 'inDoubt', 'refuted'];

const NEVER_MET: BeliefShown = { verdict: 'neverMet', members: 0 };

type Beliefs = Map<BeliefName, BeliefShown>;

function note(beliefs: Beliefs, name: BeliefName, verdict: BeliefVerdict, where: string): void {
  const known = beliefs.get(name) ?? NEVER_MET;
  const isWorse = ORDER.indexOf(verdict) > ORDER.indexOf(known.verdict);
  beliefs.set(name, {
    ...(isWorse ? { verdict, where } : known),
    members: known.members + (verdict === 'seen' ? 1 : 0),
  });
}

/** Notes what a member has shown, with the first line of each belief. */
function noteSeen(beliefs: Beliefs, shown: ReadonlyMap<BeliefName, string> = new Map()): void {
  for (const [name, where] of shown) note(beliefs, name, 'seen', where);
}

/** Reads traces, line by line. */
export class Observed {
  readonly #durations = new Durations();
  readonly #beliefs: Beliefs = new Map();
  readonly #surprises: Surprise[] = [];
  readonly #members = new Set<string>();
  /** What the current file shows of each member, with the first line of each belief. A later line can take it back. */
  readonly #shown = new Map<string, Map<BeliefName, string>>();
  #model: ModelCheck = createModelCheck();
  #lines = 0;
  #from: number | null = null;
  #to: number | null = null;

  /** Another file begins, whose members have other pseudonyms, or lines are missing. */
  beginFile(): void {
    this.#model = createModelCheck();
    this.#durations.forget();
    for (const guid of this.#shown.keys()) this.#keepShown(guid);
  }

  /**
   * Reads the next line.
   *
   * @param where The file and the number of the line, for the page.
   * @returns What was expected, if no belief explains the reply in this line.
   */
  read(line: StepLine, where: string): Unexplained | null {
    this.#lines += 1;
    this.#members.add(line.member.memberGuid);
    if (line.at !== undefined) {
      this.#from = Math.min(this.#from ?? line.at, line.at);
      this.#to = Math.max(this.#to ?? line.at, line.at);
    }
    this.#durations.read(line);
    const unexplained = this.#model.read(line);
    const { memberGuid } = line.member;
    if (unexplained) {
      this.#keepShown(memberGuid);
      this.#surprises.push({ ...unexplained, where });
      const { beliefs } = unexplained;
      for (const name of beliefs)
        note(this.#beliefs, name, beliefs.length === 1 ? 'refuted' : 'inDoubt', where);
    }
    const known = this.#shown.get(memberGuid);
    const shown = this.#model.shown().map((name) => [name, known?.get(name) ?? where] as const);
    this.#shown.set(memberGuid, new Map(shown));
    return unexplained;
  }

  /** Notes what a member has shown, because nothing can take it back any more. */
  #keepShown(memberGuid: string): void {
    noteSeen(this.#beliefs, this.#shown.get(memberGuid));
    this.#shown.delete(memberGuid);
  }

  /** What the lines so far have shown. */
  get all(): Observations {
    const beliefs = new Map(this.#beliefs);
    for (const one of this.#shown.values()) noteSeen(beliefs, one);
    const shown = NAMES.map((name) => [name, beliefs.get(name) ?? NEVER_MET] as const);
    return {
      from: this.#from,
      to: this.#to,
      lines: this.#lines,
      members: this.#members.size,
      beliefs: Object.fromEntries(shown) as Record<BeliefName, BeliefShown>,
      surprises: this.#surprises,
      durations: this.#durations.all,
    };
  }
}
