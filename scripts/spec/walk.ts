import {
  begin,
  type Effect,
  type MemberInput,
  type MemberRecord,
  recover,
  type Step,
  type StepEvent,
  step,
} from '../../packages/machine/src/index.ts';
import { BEGIN, type Line } from './draft.ts';

/** A member on its way, with the time and the wait that stands. */
export interface Moment {
  readonly record: MemberRecord;
  readonly now: number;
  readonly wait: number;
}

/** The wait that effects ask for, in ms. */
export const waitIn = (effects: readonly Effect[]): number | undefined =>
  effects.find((effect) => effect.type === 'wait')?.ms;

const momentAfter = ({ record, effects }: Step, now: number, wait: number): Moment => ({
  record,
  now,
  wait: waitIn(effects) ?? wait,
});

/** How a member begins. */
export function beginning(input: MemberInput): { readonly taken: Step; readonly next: Moment } {
  const taken = begin(input);
  return { taken, next: momentAfter(taken, BEGIN, 0) };
}

/** What a line says has happened. */
export interface Happening {
  readonly event: StepEvent | null;
  readonly record: MemberRecord;
  readonly now: number;
}

/** A line as it happens at some moment. A wait that stands passes by itself before `elapsed`. */
export function happening({ record, now, wait }: Moment, line: Line): Happening {
  const given = line.record ? (line.record(record) as MemberRecord) : record;
  const { turn, prompt } = Object(Object(given).context);
  const eventAt = (time: number) =>
    line.event?.({ now: time, turn: Number(turn), prompt: Number(prompt) });
  const isDue = Object(eventAt(0)).type === 'elapsed';
  const at = now + (line.after ?? 0) + (isDue ? wait : 0);
  return {
    // What is wrong in itself is given as it is.
    event: line.event ? (eventAt(at) as StepEvent) : null,
    record: given,
    now: at,
  };
}

/** What comes of it. */
export const act = ({ event, record }: Happening): Step =>
  event ? step(record, event) : recover(record);

/** The moment after it. */
export const after = (moment: Moment, { now }: Happening, taken: Step): Moment =>
  momentAfter(taken, now, moment.wait);
