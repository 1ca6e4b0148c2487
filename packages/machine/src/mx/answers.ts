import type {
  Answer,
  AnswerName,
  Challenge,
  ChallengeOption,
  Problem,
  ProblemCode,
  Step,
} from '../data/types.ts';

/** The maximum length of an answer, in characters. */
export const MAX_ANSWER_LENGTH = 4096;

const MESSAGES: Readonly<Record<ProblemCode, string>> = {
  malformed: 'The answers must be a list of { guid, value }, sent with their prompt.',
  missing: 'This question is not answered.',
  duplicate: 'This question is answered more than once.',
  unknown: 'This question does not exist.',
  superseded: 'This question is no longer asked.',
  notYet: 'MX has not been asked yet whether this question still stands. Please try again.',
  empty: 'The answer is empty.',
  tooLong: `The answer is longer than ${MAX_ANSWER_LENGTH} characters.`,
  notAnOption: 'The answer is not one of the choices.',
  refused: 'MX did not accept the answer in this form.',
};

/** A problem with its sentence, for a host that refuses answers itself, for example for an ended member. */
export const problem = (code: ProblemCode, guid: string | null): Problem => ({
  guid,
  code,
  message: MESSAGES[code],
});

/** The open questions. A view and a context have this field. */
export interface Questions {
  readonly challenges: readonly Challenge[];
}

/**
 * Whether the only question has a single option. It can be an approval in the bank's app, which the job notices without an
 * answer from here. The machine polls such a question more often, and a screen says so.
 */
export const looksLikeApproval = ({ challenges }: Questions): boolean =>
  challenges.length === 1 && challenges[0]?.options.length === 1;

const isAnswer = (one: unknown): one is Answer => {
  const { guid, value, sealed } = Object(one) as Record<string, unknown>;
  // Exactly one of the two: a sealed answer may be stored, and a value beside it would be stored too.
  const [text, other] = sealed === undefined ? [value, sealed] : [sealed, value];
  return typeof guid === 'string' && typeof text === 'string' && other === undefined;
};

/** Accepts any value, even one that throws when it is read, such as a revoked draft of Immer. */
function areAnswers(given: unknown): given is readonly Answer[] {
  try {
    // `every` skips the holes of a sparse list.
    return Array.isArray(given) && Array.from(given).every(isAnswer);
  } catch {
    return false;
  }
}

const NAMES = ['value', 'guid', 'label'] as const;
type Names = Pick<ChallengeOption, (typeof NAMES)[number]>;

/** The option that an answer names by value, otherwise by guid, otherwise by label. `undefined` if none matches. */
export function optionNamed<Option extends Names>(
  options: readonly Option[],
  answer: string,
): Option | undefined {
  for (const name of NAMES) {
    const found = options.find((option) => option[name] === answer);
    if (found) return found;
  }
  return undefined;
}

/** What is wrong with a single answer. `null` for a valid one. */
function problemCodeOf(answer: Answer, { options }: Challenge): ProblemCode | null {
  const text = answer.sealed ?? answer.value;
  if (text.trim() === '') return 'empty';
  if (answer.sealed !== undefined) return null;
  if (text.length > MAX_ANSWER_LENGTH) return 'tooLong';
  return options.length > 0 && !optionNamed(options, text) ? 'notAnOption' : null;
}

/**
 * Checks that every open question is answered once, by its guid, with a valid value. One answer is for all questions
 * with its guid. An answer to OPTIONS or
 * IMAGE_OPTIONS must name an option by value, guid or label. It is a pure function, so hosts can call it before they
 * send. Any value can be passed as answers.
 *
 * @returns The problems, in the order of the questions. One last problem stands for all answers without an open
 * question. Empty if the answers are valid.
 */
export function checkAnswers({ challenges }: Questions, answers: unknown): readonly Problem[] {
  if (!areAnswers(answers)) return [problem('malformed', null)];
  const byGuid = new Map<string, Answer>();
  const twice = new Set<string>();
  for (const answer of answers) {
    if (byGuid.has(answer.guid)) twice.add(answer.guid);
    byGuid.set(answer.guid, answer);
  }
  const problems: Problem[] = [];
  for (const challenge of challenges) {
    const { guid } = challenge;
    const answer = byGuid.get(guid);
    const code = !answer
      ? 'missing'
      : twice.has(guid)
        ? 'duplicate'
        : problemCodeOf(answer, challenge);
    if (code) problems.push(problem(code, guid));
  }
  const asked = new Set(challenges.map(({ guid }) => guid));
  // An unknown guid is not quoted, because it may be an answer in the wrong place.
  if ([...byGuid.keys()].some((guid) => !asked.has(guid))) problems.push(problem('unknown', null));
  return problems;
}

/** Valid answers as they are sent: each choice has the name that MX expects, whichever name the user's software used. */
export function resolveAnswers(
  { challenges }: Questions,
  answers: readonly Answer[],
  answerWith: AnswerName,
): readonly Answer[] {
  // Of two questions with one guid, the first stays in the map.
  const options = new Map(challenges.toReversed().map((one) => [one.guid, one.options]));
  return answers.map((answer) => {
    const { guid, value, sealed } = answer;
    if (sealed !== undefined) return { guid, sealed };
    const named = optionNamed(options.get(guid) as Challenge['options'], value);
    return { guid, value: named ? (named[answerWith] ?? named.value) : value };
  });
}

/**
 * Checks answers against a view, and replaces choices by the values to send. For a host that seals answers where they
 * arrive.
 *
 * @returns The answers, or what is wrong with them.
 */
export function prepareAnswers(
  view: Questions & { readonly answerWith: AnswerName },
  answers: unknown,
): { readonly answers: readonly Answer[] } | { readonly problems: readonly Problem[] } {
  const problems = checkAnswers(view, answers);
  return problems.length > 0
    ? { problems }
    : { answers: resolveAnswers(view, answers as readonly Answer[], view.answerWith) };
}

/** What was wrong with the answers of a step; empty where it has refused none. */
export const refusedBy = ({ effects }: Step): readonly Problem[] =>
  effects.flatMap((effect) => (effect.type === 'answer.refused' ? effect.problems : []));
