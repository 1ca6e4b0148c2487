import type { Answer, Challenge, StepEvent } from '../data/types.ts';
import { checkAnswers, MAX_ANSWER_LENGTH } from '../mx/answers.ts';
import type { TraceEvent } from './line.ts';

/** Makes answers with the same problems as the answers that a trace leaves out. */

/** Answers that are wrong for some question. The last is an option of no question, because options of a trace are pseudonyms. */
const WRONG = [' ', 'x'.repeat(MAX_ANSWER_LENGTH + 1), 'none of them'];

/** The first answer to these questions, which have one guid, that has these problems. */
function valueFor(asked: readonly Challenge[], codes: readonly string[]): string {
  const named = asked.flatMap(({ options }) =>
    options.flatMap(({ value, guid, label }) => [value, guid ?? value, label]),
  );
  const hasThem = (value: string): boolean => {
    const found = checkAnswers({ challenges: asked }, [{ guid: asked[0]?.guid ?? '', value }]);
    return found.map(({ code }) => code).join() === codes.join();
  };
  return [...named, 'x', ...WRONG].find(hasThem) ?? 'x';
}

/** The event of answers, with answers that are valid or have these problems. */
export function standInAnswers(
  { prompt, guids, problems }: Extract<TraceEvent, { readonly type: 'challenge.answer' }>,
  challenges: readonly Challenge[],
): Extract<StepEvent, { readonly type: 'challenge.answer' }> {
  const type = 'challenge.answer';
  const has = (code: string): boolean =>
    problems.some((one) => one.guid === null && one.code === code);
  // The types allow only lists. An actor can record malformed answers, because it does not check their shape.
  if (has('malformed')) return { type, prompt, answers: [{} as Answer] };
  const answers = guids.map((guid) => ({
    guid,
    value: valueFor(
      challenges.filter((one) => one.guid === guid),
      problems.filter((one) => one.guid === guid).map(({ code }) => code),
    ),
  }));
  const other = { guid: 'not asked', value: 'x' };
  return { type, prompt, answers: has('unknown') ? [...answers, other] : answers };
}
