import type { Effect, MemberRecord, StepEvent } from '@mx-member/machine';
import type { SubjectReply, SubjectRequest } from '../subject.ts';
import { damaged } from './damage.ts';
import type { Occurrence, RandomEvent, RandomLife } from './generate.ts';

/** The current point of a random lifecycle: the record of the reference, the time, and the open wait, in ms. */
export interface WalkMoment {
  readonly record: MemberRecord;
  readonly now: number;
  readonly wait: number;
}

/** The time at which vectors begin, in ms. */
const BEGIN = 1_000_000;

const CALLS: Readonly<Record<string, 'startJob' | 'readStatus' | 'submitAnswers'>> = {
  starting: 'startJob',
  reading: 'readStatus',
  submitting: 'submitAnswers',
};

/** The open call of a state. */
export const openCall = ({ state }: MemberRecord) => CALLS[state.split('.')[1] ?? ''];

/** The next moment, after an answer of the reference. */
export function momentAfter(
  reply: Extract<SubjectReply, { record: unknown }>,
  before: Pick<WalkMoment, 'now' | 'wait'> = { now: BEGIN, wait: 0 },
): WalkMoment {
  const waits = (reply.effects as readonly Effect[]).find((effect) => effect.type === 'wait');
  return { now: before.now, record: reply.record as MemberRecord, wait: waits?.ms ?? before.wait };
}

/** How long until it happens, in ms. An open wait passes before `elapsed`. */
export function timeUntil(happening: Occurrence, { wait }: WalkMoment): number {
  switch (happening.is) {
    case 'done':
      return happening.passed + (happening.reading.took ?? 0);
    case 'error':
      return happening.passed;
    case 'elapsed':
      return wait;
    default:
      return 0;
  }
}

const DEFAULT_CALL = 'readStatus';

function eventOf(happening: RandomEvent, { record, now: at }: WalkMoment): StepEvent {
  const { turn, prompt, challenges } = record.context;
  const back = 'back' in happening ? happening.back : 0;
  const of = { call: openCall(record) ?? DEFAULT_CALL, turn: Math.max(0, turn - back) } as const;
  switch (happening.is) {
    case 'done':
      return { type: 'done', ...of, reading: { ...happening.reading, at } };
    case 'error': {
      const { code, retryAfter } = happening;
      return { type: 'error', ...of, fault: { code, ...(retryAfter && { retryAfter }), at } };
    }
    case 'elapsed':
      return { type: 'elapsed', turn: of.turn };
    case 'hint':
      return { type: 'status.changed' };
    case 'cancel':
      return { type: 'cancel' };
    case 'answerAll':
    case 'answer': {
      const answers =
        happening.is === 'answer'
          ? happening.answers
          : [...new Set(challenges.map(({ guid }) => guid))].map((guid) => ({
              guid,
              value: happening.value,
            }));
      return { type: 'challenge.answer', answers, prompt: Math.max(0, prompt - happening.late) };
    }
  }
}

const ANOTHER = { userGuid: 'USR-2', memberGuid: 'MBR-9' };

/** What an implementation is asked about. */
export type Asked = Exclude<Occurrence, { is: 'time' } | { is: 'back' }>;

/** The request to an implementation, for something that happens at a moment. */
export function walkRequest(
  happening: Asked,
  moment: WalkMoment,
  input: RandomLife['input'],
): SubjectRequest {
  const { record } = moment;
  switch (happening.is) {
    case 'recover':
      return { do: 'recover', record };
    case 'again':
      return { do: 'begin', input: { ...input, after: record } };
    case 'another':
      return { do: 'begin', input: { ...input, member: ANOTHER } };
    case 'damaged': {
      const other = damaged(record, happening.damage);
      return happening.recovers
        ? { do: 'recover', record: other }
        : { do: 'step', record: other, event: { type: 'status.changed' } };
    }
    case 'malformed':
      return {
        do: 'step',
        record,
        event: damaged(eventOf(happening.of, moment), happening.damage),
      };
    default:
      return { do: 'step', record, event: eventOf(happening, moment) };
  }
}

/** Whether the member goes on from the answer. What is wrong, or of another member, is compared and forgotten. */
export const leadsOn = ({ is }: Asked): boolean =>
  is !== 'damaged' && is !== 'malformed' && is !== 'another';
