import { type MemberRecord, type Step, type StepEvent, step, type Turn } from '@mx-member/machine';

type Unnumbered<Event> = Event extends Turn ? Omit<Event, 'turn'> : Event;

/** An event as tests write it: what comes back is of the call or wait that stands. */
export type Said = Unnumbered<StepEvent>;

const isResult = ({ type }: Said): boolean => ['done', 'error', 'elapsed'].includes(type);

/** The event, with the number of the call or wait that stands. */
export const numbered = (said: Said, { context: { turn } }: MemberRecord): StepEvent =>
  (isResult(said) ? { ...said, turn } : said) as StepEvent;

/** What happens to a member. */
export const take = (record: MemberRecord, said: Said): Step =>
  step(record, numbered(said, record));
