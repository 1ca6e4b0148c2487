import type { Answer, Challenge, ProblemCode, StepEvent } from '../data/types.ts';
import { MAX_ANSWER_LENGTH } from '../mx/answers.ts';
import type { TraceAnswers } from './line.ts';

/** Makes answers with the same problems as the answers that a trace leaves out. */

/** Not an option of any question, because options of a trace are pseudonyms. */
const NO_OPTION = 'none of them';

function valueFor(challenge: Challenge | undefined, problem: ProblemCode | undefined): string {
  switch (problem) {
    case 'empty':
      return ' ';
    case 'tooLong':
      return 'x'.repeat(MAX_ANSWER_LENGTH + 1);
    case 'notAnOption':
      return NO_OPTION;
    default:
      return challenge?.options[0]?.value ?? 'x';
  }
}

/** The event of answers, with answers that are valid or have these problems. */
export function standInAnswers(
  { prompt, guids, problems }: TraceAnswers,
  challenges: readonly Challenge[],
): Extract<StepEvent, { readonly type: 'challenge.answer' }> {
  const type = 'challenge.answer';
  const codes = new Map(problems.map(({ guid, code }) => [guid, code]));
  // The types allow only lists. An actor can record malformed answers, because it does not check their shape.
  if (codes.get(null) === 'malformed') return { type, prompt, answers: [{} as Answer] };
  const asked = new Map(challenges.map((challenge) => [challenge.guid, challenge]));
  const answers = guids.map((guid) => ({
    guid,
    value: valueFor(asked.get(guid), codes.get(guid)),
  }));
  const other = { guid: 'not asked', value: 'x' };
  return { type, prompt, answers: codes.get(null) === 'unknown' ? [...answers, other] : answers };
}
