import { SCRIPT_PREFIX } from '../bank/scripts.ts';
import { type PlanBase, scriptOfPlan } from './plan.ts';
import { Words } from './words.ts';

/** A person in a plan. Passwords and answers are unique words. */
export interface Persona {
  /** The number of the person, from 1. */
  readonly number: number;
  readonly username: string;
  /** One password for each try. */
  readonly passwords: readonly [string, ...string[]];
  /** The answers to every question without a list. */
  readonly answer: string;
  readonly wrongAnswer: string;
}

/** The people of a plan, and the keys of the server under test. */
export interface Cast {
  readonly clientId: string;
  readonly apiKey: string;
  readonly people: readonly Persona[];
  /** Every secret, and what it means to the bank. */
  readonly words: Words;
}

/** How a wrong password ends. */
const WRONG = `${SCRIPT_PREFIX}DENIED`;

const unique = (name: string): string => name + crypto.randomUUID().replaceAll('-', '');

/** Invents the people of a plan. */
export function castFor(plan: PlanBase & { readonly people: number }): Cast {
  const words = new Words();
  const clientId = unique('client');
  const apiKey = words.add('the API key', unique('key'));
  words.add('the API key', btoa(`${clientId}:${apiKey}`));
  const password = (means: string) => words.add('a password', unique('password'), means);
  const right = SCRIPT_PREFIX + scriptOfPlan(plan);
  const people = Array.from({ length: plan.people }, (_, index): Persona => {
    const [first = right, ...more] = [...Array.from({ length: plan.wrong }, () => WRONG), right];
    return {
      number: index + 1,
      username: 'mxuser',
      passwords: [password(first), ...more.map(password)],
      answer: words.add('an answer', unique('answer'), 'correct'),
      wrongAnswer: words.add('an answer', unique('answer'), 'incorrect'),
    };
  });
  return { clientId, apiKey, people, words };
}

/** The people whose answers a text contains. */
export const answerersIn = (text: string, { people }: Cast): readonly number[] =>
  people
    .filter(({ answer, wrongAnswer }) => text.includes(answer) || text.includes(wrongAnswer))
    .map(({ number }) => number);
