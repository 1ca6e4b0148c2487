import {
  begin,
  type MemberInput,
  type MemberRecord,
  type Step,
  type StepEvent,
  step,
  type Turn,
} from '@mx-member/machine';
import { idle } from './fake-member.ts';

type Unnumbered<Event> = Event extends Turn
  ? Omit<Event, 'turn'>
  : Event extends { readonly prompt: number }
    ? Omit<Event, 'prompt'> & { readonly prompt?: number }
    : Event;

/**
 * An event in the form of the tests: a result belongs to the open call or wait, and answers belong to the last
 * prompt.
 */
export type Said = Unnumbered<StepEvent>;

const isResult = ({ type }: Said): boolean => ['done', 'error', 'elapsed'].includes(type);

/** The event, with the number of the open call or wait, or of the prompt. */
export const numbered = (said: Said, { context: { turn, prompt } }: MemberRecord): StepEvent =>
  (isResult(said)
    ? { ...said, turn }
    : said.type === 'challenge.answer'
      ? { prompt, ...said }
      : said) as StepEvent;

/** Applies an event to a member. */
export const take = (record: MemberRecord, said: Said): Step =>
  step(record, numbered(said, record));

/** A lifecycle whose look has allowed the start. `at` is in ms since 1970. */
export const begun = (input: MemberInput, at: number): Step =>
  take(begin(input).record, {
    type: 'done',
    call: 'readStatus',
    reading: { ...idle(null), at },
  });
