import type { Answer } from '@mx-member/machine/step';
import type { MxReadOptions } from './call-options.ts';

const isAnswer = (answer: unknown): boolean => {
  const { guid, value, sealed } = Object(answer) as Record<string, unknown>;
  return typeof guid === 'string' && [value, sealed].some((text) => typeof text === 'string');
};

/**
 * Refuses answers in a wrong form before anything else touches them: an error of the language would quote them.
 * @throws {TypeError} that quotes no value.
 */
export function checkAnswerForms(answers: readonly Answer[]): void {
  if (!Array.isArray(answers) || !answers.every(isAnswer))
    throw new TypeError(
      'submitAnswers: each answer must be an object with a guid and a text as value or sealed.',
    );
}

/** The longest time that a timer can hold, in ms. */
export const MAX_TIMEOUT = 2 ** 31 - 1;
const MAX_RETRIES = 10;

const isCount = (value: number, from: number, to: number): boolean =>
  Number.isInteger(value) && value >= from && value <= to;

/** @throws {TypeError} that says which option is wrong and quotes no value. */
export function checkCallOptions({
  timeout = 1,
  retries = 0,
  priority = 0,
}: Pick<MxReadOptions, 'timeout' | 'retries' | 'priority'>): void {
  if (!isCount(timeout, 1, MAX_TIMEOUT))
    throw new TypeError(`timeout must be whole milliseconds from 1 to ${MAX_TIMEOUT}.`);
  if (!isCount(retries, 0, MAX_RETRIES))
    throw new TypeError(`retries must be a whole number from 0 to ${MAX_RETRIES}.`);
  if (!Number.isFinite(priority)) throw new TypeError('priority must be a finite number.');
}
