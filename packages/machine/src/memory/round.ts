import type { Challenge, MemberContext } from '../data/types.ts';
import { problem } from '../mx/answers.ts';
import { areEqualQuestions, areSameQuestions } from '../mx/readings.ts';
import { returnsOf } from '../rules/echoes.ts';
import type { Happening } from './happening.ts';

/** The questions of a lifecycle. */
export type Round = Pick<
  MemberContext,
  'round' | 'prompt' | 'challenges' | 'answeredGuids' | 'problems' | 'refusals'
>;

/** One empty list for all members: most lists of most members are empty. */
export const NONE: readonly never[] = Object.freeze([]);

/** How many guids of earlier rounds to remember. No replica lags further behind, and records stay small. */
const MAX_PAST_GUIDS = 1_000;

/** Something else is asked after answers that MX may have, so the question before is past. */
export const isRoundPast = (
  { phase, challenges }: MemberContext,
  { judgement, reading }: Extract<Happening, { readonly type: 'read' }>,
): boolean =>
  judgement.verdict.type === 'challenged' &&
  phase !== 'challenged' &&
  challenges.length > 0 &&
  !areSameQuestions(reading.challenges, challenges);

/** MX has an answer to each of the questions: they are never answered again, unless MX asks for them again. */
const answered = (before: MemberContext): Round => ({
  ...before,
  answeredGuids: [
    ...before.answeredGuids.slice(-MAX_PAST_GUIDS),
    ...before.challenges.map(({ guid }) => guid),
  ],
  challenges: NONE,
  refusals: 0,
});

/** Questions come back for which MX took the answers. */
const isBack = (
  { challenges }: MemberContext,
  { judgement }: Extract<Happening, { readonly type: 'read' }>,
): boolean => judgement.trust === 'echo' && challenges.length === 0;

/** What a happening makes of the questions. */
export function roundAfter(before: MemberContext, happening: Happening): Round {
  switch (happening.type) {
    case 'started':
      return { ...before, challenges: NONE, refusals: 0 };
    case 'answering':
      return { ...before, problems: NONE };
    case 'submitted':
      return answered(before);
    case 'read':
      // The questions were those of another job, which has ended.
      if (happening.judgement.verdict.type === 'start')
        return { ...before, challenges: NONE, refusals: 0 };
      if (isRoundPast(before, happening)) return answered(before);
      return isBack(before, happening) ? { ...before, refusals: returnsOf(before) } : before;
    case 'refused': {
      const isWrong = happening.fault.code === 'badRequest';
      const problems = isWrong
        ? before.challenges.map(({ guid }) => problem('refused', guid))
        : NONE;
      return { ...before, problems, refusals: before.refusals + 1 };
    }
    default:
      return before;
  }
}

/** The user is asked: something new, or again what did not arrive. */
export function ask(before: MemberContext, questions: readonly Challenge[]): MemberContext {
  const asked = { ...before, prompt: before.prompt + 1, challenges: questions };
  if (areEqualQuestions(questions, before.challenges)) return asked;
  // Problems with answers to the old words no longer apply.
  if (areSameQuestions(questions, before.challenges)) return { ...asked, problems: NONE };
  const guids = new Set(questions.map(({ guid }) => guid));
  return {
    ...asked,
    round: before.round + 1,
    since: before.lastStampAt,
    observed: { ...before.observed, phase: 0 },
    answeredGuids: before.answeredGuids.filter((guid) => !guids.has(guid)),
    problems: NONE,
    refusals: 0,
    lastSubmit: null,
  };
}
