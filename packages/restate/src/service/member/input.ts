import type { StartOptions } from '@mx-member/machine/hosting';
import type { Answer, MemberInput } from '@mx-member/machine/step';
import { isCount } from '../is-count.ts';

/** Checks what callers send to a member's object. Each check throws a `TypeError` that does not quote the value. */

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The maximum length of a sealed answer. Sealing 4,096 characters results in about 23,000: up to three bytes each, in
 * base64.
 */
const MAX_SEALED = 32_768;

/** The longest wait of `next`, in ms. */
const MAX_WAIT = 60_000;

type Start = Omit<MemberInput, 'member' | 'after'> & StartOptions;

export function startOf(body: unknown): Start {
  if (!isObject(body)) throw new TypeError('start needs an object with at least job.');
  const { after, replace } = body;
  if (replace !== undefined && typeof replace !== 'boolean')
    throw new TypeError('replace must be true or false.');
  if (after !== undefined && !isCount(after))
    throw new TypeError('after must be the revision of the view with the outcome.');
  return body as unknown as Start;
}

function isSealed(value: unknown): value is Answer {
  const { guid, sealed, ...rest } = Object(value) as Readonly<Record<string, unknown>>;
  return (
    typeof guid === 'string' &&
    typeof sealed === 'string' &&
    sealed.length <= MAX_SEALED &&
    Object.keys(rest).length === 0
  );
}

/** Refuses answers in the clear, because Restate writes everything that it gets to disk. */
export function answersOf(body: unknown) {
  const { answers, prompt } = Object(body) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(answers) || !answers.every(isSealed))
    throw new TypeError('answers must be a list of { guid, sealed }: seal each value first.');
  if (!isCount(prompt)) throw new TypeError('prompt must be the prompt of the view.');
  return { answers: answers as readonly Answer[], prompt };
}

export function waitOf(body: unknown) {
  const { revision, wait } = Object(body) as Readonly<Record<string, unknown>>;
  if (!isCount(revision)) throw new TypeError('revision must be the revision of the view.');
  if (!isCount(wait) || wait > MAX_WAIT)
    throw new TypeError(`wait must be a whole number of ms up to ${MAX_WAIT}.`);
  return { revision, wait };
}
