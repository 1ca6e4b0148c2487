import type {
  Answer,
  Challenge,
  ChallengeOption,
  MemberContext,
  Problem,
  ProblemCode,
} from './types.ts';

/** The longest answer that is passed on, in characters. */
export const LONGEST_ANSWER = 4096;

const WORDS: Readonly<Record<ProblemCode, string>> = {
  malformed: 'The answers must be a list of { guid, value }.',
  missing: 'This question is not answered.',
  duplicate: 'This question is answered more than once.',
  unknown: 'There is no such question.',
  superseded: 'This question is no longer asked.',
  empty: 'The answer is empty.',
  tooLong: `The answer is longer than ${LONGEST_ANSWER} characters.`,
  notAnOption: 'The answer is not one of the choices.',
  refused: 'MX did not accept the answer in this form.',
};

/** A problem with its sentence. */
export const problem = (code: ProblemCode, guid: string | null): Problem => ({
  guid,
  code,
  message: WORDS[code],
});

/** What the answers are checked against: the open questions and those of earlier rounds. */
export type Questions = Pick<MemberContext, 'challenges'> &
  Partial<Pick<MemberContext, 'accepted' | 'superseded'>>;

const isAnswer = (one: unknown): one is Answer => {
  if (typeof one !== 'object' || one === null) return false;
  const { guid, value, sealed } = one as Record<string, unknown>;
  // One of the two, not both: what is sealed may be written down, and a value beside it would be too.
  const [text, other] = sealed === undefined ? [value, sealed] : [sealed, value];
  return typeof guid === 'string' && typeof text === 'string' && other === undefined;
};

/** Anything at all may be given, also what throws when it is looked at, as a draft of Immer's that is over. */
function areAnswers(given: unknown): given is readonly Answer[] {
  try {
    return Array.isArray(given) && given.every(isAnswer);
  } catch {
    return false;
  }
}

/** What is wrong with one answer in itself; `null` for a good one. */
function flawOf(answer: Answer, { options }: Challenge): ProblemCode | null {
  const text = answer.sealed ?? answer.value;
  if (text.trim() === '') return 'empty';
  if (answer.sealed !== undefined) return null;
  if (text.length > LONGEST_ANSWER) return 'tooLong';
  const names = options.flatMap(({ value, guid, label }) => [value, guid, label]);
  return names.length > 0 && !names.includes(text) ? 'notAnOption' : null;
}

/**
 * Checks that every open question is answered once, by its guid, with a sane value; an OPTIONS or IMAGE_OPTIONS
 * answer names one of its options by value, guid or label. Pure: hosts can call it before they send, with a whole
 * context or only its `challenges`. Anything at all may be passed as answers.
 * @returns What is wrong, in the order of the questions; empty when the answers fit.
 */
export function checkAnswers(questions: Questions, answers: unknown): readonly Problem[] {
  if (!areAnswers(answers)) return [problem('malformed', null)];
  const { challenges, accepted = [], superseded = [] } = questions;
  const open = challenges.flatMap((challenge): Problem[] => {
    const own = answers.filter(({ guid }) => guid === challenge.guid);
    const [first] = own;
    if (!first) return [problem('missing', challenge.guid)];
    const code = own.length > 1 ? 'duplicate' : flawOf(first, challenge);
    return code ? [problem(code, challenge.guid)] : [];
  });
  const strays = answers
    .map(({ guid }) => guid)
    .filter((guid) => !challenges.some((challenge) => challenge.guid === guid))
    .map((guid) =>
      // A guid that nobody knows is not repeated: it may be an answer in the wrong place.
      [...accepted, ...superseded].includes(guid)
        ? problem('superseded', guid)
        : problem('unknown', null),
    );
  return [...open, ...strays];
}

const NAMES = ['value', 'guid', 'label'] as const;
type Names = Pick<ChallengeOption, (typeof NAMES)[number]>;

/** The options that an answer names; values come first, as a label may read like the value of another. */
const optionsNamed = <Option extends Names>(
  options: readonly Option[],
  answer: string,
): readonly Option[] =>
  NAMES.map((name) => options.filter((option) => option[name] === answer)).find(
    ({ length }) => length > 0,
  ) ?? [];

/** The option that an answer names by its value, or else its guid, or else its label; `undefined` for none. */
export const optionNamed = <Option extends Names>(
  options: readonly Option[],
  answer: string,
): Option | undefined => optionsNamed(options, answer)[0];

/**
 * The answers as they are sent: a choice by the value of its option, whichever way it was named; but as it was given where
 * it names more than one, or where that value is empty or another's too.
 */
export const toValues = (
  challenges: readonly Challenge[],
  answers: readonly Answer[],
): readonly Answer[] =>
  answers.map(({ guid, value, sealed }) => {
    if (sealed !== undefined) return { guid, sealed };
    const options = challenges.find((challenge) => challenge.guid === guid)?.options ?? [];
    const [named, ...others] = optionsNamed(options, value);
    const isItsOwn =
      named !== undefined &&
      others.length === 0 &&
      named.value.trim() !== '' &&
      options.filter((option) => option.value === named.value).length === 1;
    return { guid, value: isItsOwn ? named.value : value };
  });
