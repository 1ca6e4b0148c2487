import type { Challenge, MemberContext } from '../data/types.ts';
import { problem } from '../mx/answers.ts';
import { areEqualQuestions, areSameQuestions, NONE } from '../mx/readings.ts';
import { returnsOf } from '../rules/echoes.ts';
import type { Happening } from './happening.ts';

/** The questions of a lifecycle. */
export type Round = Pick<
  MemberContext,
  'round' | 'prompt' | 'challenges' | 'answeredGuids' | 'problems' | 'refusals'
>;

/** How many guids of earlier rounds to remember. No replica lags further behind, and records stay small. */
const MAX_PAST_GUIDS = 1_000;

/** Whether something else is asked after answers that MX may have. The previous question is then past. */
export const isRoundPast = (
  { phase, challenges }: MemberContext,
  { judgement, reading }: Extract<Happening, { readonly type: 'read' }>,
): boolean =>
  judgement.verdict.type === 'challenged' &&
  phase !== 'challenged' &&
  challenges.length > 0 &&
  !areSameQuestions(reading.challenges, challenges);

/** MX has an answer to each question. None is answered again unless MX asks it again. */
const answered = (before: MemberContext): Round => ({
  ...before,
  answeredGuids: [
    ...before.answeredGuids.slice(-MAX_PAST_GUIDS),
    ...before.challenges.map(({ guid }) => guid),
  ],
  challenges: NONE,
  refusals: 0,
});

/** Whether questions have returned although MX accepted their answers. */
const isBack = (
  { challenges }: MemberContext,
  { judgement }: Extract<Happening, { readonly type: 'read' }>,
): boolean => judgement.trust === 'echo' && challenges.length === 0;

/** The questions after a happening. */
export function roundAfter(before: MemberContext, happening: Happening): Round {
  switch (happening.type) {
    case 'started':
      return { ...before, challenges: NONE, refusals: 0 };
    case 'answering':
      return { ...before, problems: NONE };
    case 'submitted':
      return answered(before);
    case 'read':
      // The questions belonged to another job, which has ended.
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

/**
 * Asks the user: a new question, or again because an answer did not arrive, or because the words have changed.
 *
 * @param wasOpen Whether a question was open before this reading. Its time goes on in the phase, so that a bank that replaces its question
 * with each poll does not ask for ever.
 */
export function ask(
  before: MemberContext,
  questions: readonly Challenge[],
  wasOpen: boolean,
): MemberContext {
  const prompt = before.prompt + 1;
  const isSameRound = areSameQuestions(questions, before.challenges);
  // The user may be typing an answer to the words before.
  const promptFrom = isSameRound && wasOpen ? before.promptFrom : prompt;
  const asked = { ...before, prompt, promptFrom, challenges: questions };
  if (areEqualQuestions(questions, before.challenges)) return asked;
  // Problems with answers to the previous wording no longer apply.
  if (isSameRound) return { ...asked, problems: NONE };
  const guids = new Set(questions.map(({ guid }) => guid));
  return {
    ...asked,
    round: before.round + 1,
    answeredGuids: before.answeredGuids.filter((guid) => !guids.has(guid)),
    problems: NONE,
    refusals: 0,
    lastSubmit: null,
  };
}
