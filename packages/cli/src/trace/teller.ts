import { explainStep, lasting, type ReplayedStep } from '@mx-member/machine/trace';
import { escaped } from '../common/io.ts';

/** The last sentences about a member. */
interface LastWords {
  /** When its first line was, in ms since 1970. */
  readonly since: number;
  /** When the last line was. */
  at: number;
  readonly last: string;
  /** How often the last sentences came again. */
  readonly again: number;
}

const SHOWN = 7;
/** Clocks of several machines differ by less, in ms. */
const SET_BACK = 1_000;

/** As other logs have it: 2026-01-05 12:00:00 UTC. */
const dateOf = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/**
 * Tells the steps of each member: when its lifecycle began, and then the time since. What comes again and again is counted.
 */
export class Teller {
  readonly #last = new Map<string, LastWords>();
  readonly #member: string;
  /** Whether anything was about a member to tell. */
  hasTold = false;

  /** @param member How the pseudonym of the only member to tell begins; `''` for all. */
  constructor(member: string) {
    this.#member = member;
  }

  /** Whether to tell about the member with this pseudonym. */
  isMeant(pseudonym: string): boolean {
    const isMeant = pseudonym.startsWith(this.#member);
    this.hasTold ||= isMeant;
    return isMeant;
  }

  tell(read: ReplayedStep): string {
    const { line, step } = read;
    const { memberGuid } = line.member;
    if (!this.isMeant(memberGuid)) return '';
    const explained = explainStep(read).join(' ');
    const at = line.at ?? step.record.context.lastStampAt ?? 0;
    const before = this.#last.get(memberGuid);
    const backBy = before ? before.at - at : 0;
    const isSetBack = backBy > SET_BACK;
    if (before && !isSetBack) before.at = at;
    if (explained === '') return '';
    const text = isSetBack
      ? `The clock was set back by ${lasting(backBy)}. ${explained}`
      : explained;
    const since = isSetBack ? at : (before?.since ?? at);
    if (text === before?.last) {
      this.#last.set(memberGuid, { ...before, again: before.again + 1 });
      return '';
    }
    if (step.effects.some(({ type }) => type === 'ended')) this.#last.delete(memberGuid);
    else this.#last.set(memberGuid, { since, at, last: explained, again: 0 });
    const name = escaped(memberGuid).slice(0, SHOWN);
    const times = before?.again === 1 ? 'once' : `${before?.again} times`;
    const again = before?.again ? `${name} +… s: The same ${times} more.\n` : '';
    const passed = `+${(Math.max(0, at - since) / 1_000).toFixed(1)} s`;
    return `${again}${name} ${(before && !isSetBack) || at === 0 ? passed : dateOf(at)}: ${text}\n`;
  }
}
