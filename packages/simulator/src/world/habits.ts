import type { AskedQuestion, GivenValue } from './user.ts';

/** What a person does with the questions of a bank. */
interface Habit {
  /** Who gets the answers: the server, or MX straight from another device. `null` for nobody. */
  readonly to: 'server' | 'mx' | null;
  /** How often the same answers are sent at the same moment. @default 1 */
  readonly times?: number;
  /** Whether the first answers are wrong. @default false */
  readonly isWrongFirst?: boolean;
  /** Whether they answer only after the question has expired. @default false */
  readonly isLate?: boolean;
  /** Whether they close the page. @default false */
  readonly leaves?: boolean;
}

/** The habits by name. */
export const HABITS = {
  once: { to: 'server' },
  twice: { to: 'server', times: 2 },
  wrongFirst: { to: 'server', isWrongFirst: true },
  late: { to: 'server', isLate: true },
  elsewhere: { to: 'mx' },
  never: { to: null },
  leaves: { to: null, leaves: true },
} as const satisfies Readonly<Record<string, Habit>>;

/**
 * Who answers the questions of a bank: the person once, twice at the same time, first wrongly, or only after the question has
 * expired; somebody on another device, straight at MX; nobody, on a page that stays open; or nobody, because the person closes the
 * page.
 */
export type Answering = keyof typeof HABITS;

/** All of {@link Answering}. */
export const ANSWERING = Object.keys(HABITS) as readonly Answering[];

/** The habit of a person. */
export const habitOf = (answers: Answering): Habit => HABITS[answers];

/**
 * What a person sends to a server, each entry by a call of its own.
 * @param typed The text that the person types, if the answer is right or not.
 * @param isFirst Whether they have answered nothing before.
 */
export function sentBy(
  { times = 1, isWrongFirst = false }: Habit,
  questions: readonly AskedQuestion[],
  typed: (isRight: boolean) => string,
  isFirst: boolean,
): readonly (readonly GivenValue[])[] {
  const isRight = !(isWrongFirst && isFirst);
  const values = questions.map((question) => answerTo(question, typed(isRight), isRight));
  return Array.from({ length: times }, () => values);
}

/** The right option or a wrong one, or the text that the person types. */
function answerTo({ guid, options }: AskedQuestion, typed: string, isRight: boolean): GivenValue {
  const chosen =
    options.find(({ value, label }) => [value, label].includes('correct') === isRight) ??
    options[0];
  return { guid, value: chosen ? (chosen.value ?? chosen.guid ?? chosen.label ?? '') : typed };
}
