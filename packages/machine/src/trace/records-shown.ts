import type { Step } from '../data/types.ts';
import type { StepLine } from './line.ts';
import type { ReplayRule } from './replay-rules.ts';

const isCommand = ({ effects }: Step): boolean =>
  effects.some(({ type }) => type === 'startJob' || type === 'submitAnswers');

/** Whether an event says that a start or an answer was sent. */
function saysSent(line: StepLine): boolean {
  if (line.type !== 'event' || !('call' in line.event)) return false;
  const { event } = line;
  if (event.call === 'readStatus') return false;
  return event.type === 'done' || event.fault?.code !== 'notSent';
}

/**
 * The records of a lifecycle from which a host can go on, by their digests. A host keeps the record of a start or of answers before
 * it sends them, so after that it goes on from that record or a later one.
 */
export class RecordsShown {
  #digests: string[] = [];
  readonly #past: string[] = [];
  /** Where among the digests the last start, or the last answers, were asked for. */
  #commandAt = 0;
  /** Whether a start or answers were sent. */
  hasSent = false;

  /** The rule that forbids to go on from a record; `null` for none. */
  wrongWith(digest: string): ReplayRule | null {
    if (this.#digests.includes(digest)) return null;
    return this.#past.includes(digest) ? 'sent' : 'shown';
  }

  note(line: StepLine, step: Step): void {
    if (saysSent(line)) {
      this.hasSent = true;
      this.#past.push(...this.#digests.splice(0, this.#commandAt));
      this.#commandAt = 0;
    }
    if (isCommand(step)) this.#commandAt = this.#digests.length;
    if (this.#digests.at(-1) !== line.digest) this.#digests.push(line.digest);
  }
}
