import type { Answer } from '@mx-member/machine/step';

const isAnswer = (answer: unknown): boolean => {
  const { guid, value, sealed } = Object(answer) as Record<string, unknown>;
  return typeof guid === 'string' && [value, sealed].some((text) => typeof text === 'string');
};

/**
 * Refuses answers in a wrong form before anything else touches them: an error of the language would quote them.
 * @throws {TypeError} that quotes no value.
 */
export function checkAnswers(answers: readonly Answer[]): void {
  if (!Array.isArray(answers) || !answers.every(isAnswer))
    throw new TypeError(
      'submitAnswers: each answer must be an object with a guid and a text as value or sealed.',
    );
}
