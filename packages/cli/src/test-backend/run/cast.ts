import { randomBytes } from 'node:crypto';
import { SCRIPT_PREFIX } from '@mx-member/simulator';
import type { AttackScenario } from '../scenarios/scenario.ts';

/** A person in a scenario. Passwords and answers are unique words, so that a leak can be found in any output. */
export interface Persona {
  /** The number of the person, from 1. */
  readonly number: number;
  readonly username: string;
  /** One password for each try. */
  readonly passwords: readonly [string, ...string[]];
  /** The answer to every question without a list. */
  readonly answer: string;
}

/** The people of a scenario, and the keys of the server under test. */
export interface Cast {
  readonly clientId: string;
  readonly apiKey: string;
  readonly people: readonly Persona[];
}

/** How many passwords a person tries. */
const TRIES = 3;

const word = (kind: string): string => `${kind}${randomBytes(9).toString('hex')}`;

export const castFor = ({ people, habit }: AttackScenario): Cast => ({
  clientId: word('client'),
  apiKey: word('key'),
  people: Array.from({ length: people }, (_, index) => ({
    number: index + 1,
    username: 'mxuser',
    passwords: [
      word('password'),
      ...Array.from({ length: habit === 'tries three passwords' ? TRIES - 1 : 0 }, () =>
        word('password'),
      ),
    ],
    answer: word('answer'),
  })),
});

/** Replaces the words of the people in a body by the words of MX Bank. */
export function inWordsOfTheBank(body: string, { people }: Cast, script: string): string {
  let text = body;
  for (const { passwords, answer } of people) {
    for (const password of passwords) text = text.replaceAll(password, SCRIPT_PREFIX + script);
    text = text.replaceAll(answer, 'correct');
  }
  return text;
}

/** The people whose answers a body contains. */
export const answerersIn = (body: string, { people }: Cast): readonly number[] =>
  people.filter(({ answer }) => body.includes(answer)).map(({ number }) => number);

/** Every secret of a scenario, with its kind. */
export function secretsOfCast({ clientId, apiKey, people }: Cast) {
  const basic = Buffer.from(`${clientId}:${apiKey}`).toString('base64');
  return [
    ...[apiKey, basic].map((text) => ({ text, kind: 'the API key' as const })),
    ...people.flatMap(({ passwords, answer }) => [
      ...passwords.map((text) => ({ text, kind: 'a password' as const })),
      { text: answer, kind: 'an answer' as const },
    ]),
  ];
}

/** A text without the secrets of a scenario. */
export const withoutSecrets = (text: string, cast: Cast): string =>
  secretsOfCast(cast).reduce(
    (shown, secret) => shown.replaceAll(secret.text, `[${secret.kind}]`),
    text,
  );
