import type { Answer } from '@mx-member/machine/step';
import type { MxReadOptions } from './call-options.ts';

const isAnswer = (answer: unknown): boolean => {
  const { guid, value, sealed } = Object(answer) as Record<string, unknown>;
  return typeof guid === 'string' && [value, sealed].some((text) => typeof text === 'string');
};

/**
 * Checks the shape of answers before other code touches them, because an error of the runtime would quote them.
 *
 * @throws {TypeError} when an answer has another shape. The message does not quote a value.
 */
export function checkAnswerForms(answers: readonly Answer[]): void {
  if (!Array.isArray(answers) || !answers.every(isAnswer))
    throw new TypeError(
      'submitAnswers: each answer must be an object with a guid, and a text as value or as sealed.',
    );
}

/** The longest time that a timer accepts, in ms. */
export const MAX_TIMEOUT = 2 ** 31 - 1;
const MAX_RETRIES = 10;

const isCount = (value: number, from: number, to: number): boolean =>
  Number.isInteger(value) && value >= from && value <= to;

/** @throws {TypeError} when an option is wrong. The message names the option and does not quote its value. */
export function checkCallOptions({
  timeout = 1,
  retries = 0,
  priority = 0,
}: Pick<MxReadOptions, 'timeout' | 'retries' | 'priority'>): void {
  if (!isCount(timeout, 1, MAX_TIMEOUT))
    throw new TypeError(
      `timeout must be a whole number of milliseconds, from 1 to ${MAX_TIMEOUT}.`,
    );
  if (!isCount(retries, 0, MAX_RETRIES))
    throw new TypeError(`retries must be a whole number from 0 to ${MAX_RETRIES}.`);
  if (!Number.isFinite(priority)) throw new TypeError('priority must be a finite number.');
}
