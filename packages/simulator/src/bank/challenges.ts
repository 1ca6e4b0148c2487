import type { ChallengeType } from '@mx-member/machine/step';
import { type PictureWord, pictureOf } from './picture.ts';
import type { ConnectionStatus } from './scripts.ts';

/** An option, as the bank stores it. */
interface BankOption {
  readonly guid: string;
  readonly label: string;
  readonly value: string;
  /** The word that its picture shows, for IMAGE_OPTIONS. */
  readonly word?: PictureWord;
}

/** A question, as the bank stores it. */
export interface BankChallenge {
  readonly guid: string;
  readonly type: ChallengeType;
  readonly label: string;
  /** For OPTIONS and IMAGE_OPTIONS. Otherwise empty. */
  readonly options: readonly BankOption[];
  /** For IMAGE_DATA: a PNG in base64. */
  readonly imageData?: string;
}

/** As at MX Bank, this word is the right answer to every question (D-TEST). */
const RIGHT = 'correct';

const TEXTS = [
  'What city were you born in?',
  'What was the name of your first pet?',
  'What is the last name of your first teacher?',
  'What street did you grow up on?',
] as const;

const PHONES = [
  { label: 'Text message to (•••) •••-1234', value: RIGHT },
  { label: 'Voice call to (•••) •••-5678', value: 'voice' },
  { label: 'Email to m•••@example.com', value: 'email' },
] as const;

const PICTURES = [
  { label: 'Picture 1', value: 'otter', word: 'otter' },
  { label: 'Picture 2', value: RIGHT, word: RIGHT },
  { label: 'Picture 3', value: 'tree', word: 'tree' },
] as const;

/** The text and options of a question of each type. `count` distinguishes the questions of one round. */
const LIKENESS: Readonly<
  Record<
    ChallengeType,
    {
      readonly label: (count: number) => string;
      readonly options?: readonly Omit<BankOption, 'guid'>[];
    }
  >
> = {
  TEXT: { label: (count) => TEXTS[count % TEXTS.length] ?? TEXTS[0] },
  OPTIONS: { label: () => 'How should we send your code?', options: PHONES },
  TOKEN: { label: () => 'Enter the code that was sent to (•••) •••-1234' },
  IMAGE_DATA: { label: () => 'Type the word in the picture' },
  IMAGE_OPTIONS: { label: () => 'Which picture is yours?', options: PICTURES },
};

/** The questions of one round. */
export function askAll(
  types: readonly ChallengeType[],
  newGuid: (prefix: 'CRD' | 'CRO') => string,
): readonly BankChallenge[] {
  return types.map((type, count) => {
    const { label, options = [] } = LIKENESS[type];
    return {
      guid: newGuid('CRD'),
      type,
      label: label(count),
      options: options.map((option) => ({ guid: newGuid('CRO'), ...option })),
      ...(type === 'IMAGE_DATA' && { imageData: pictureOf(RIGHT) }),
    };
  });
}

/** A row of the table of answers. */
export interface AnswerRow {
  /** The exact answer. */
  readonly answer: string;
  /** How the bank judges the answer. */
  readonly grade: 'right' | 'wrong' | 'followUp' | 'bankError';
  /** The final status after a `bankError`. */
  readonly end?: ConnectionStatus;
  /** In a sentence. */
  readonly meaning: string;
}

/** The answers of MX Bank (D-TEST, DW; `challenge` from A-TEST). Any other answer is wrong. */
export const ANSWERS: readonly AnswerRow[] = [
  { answer: RIGHT, grade: 'right', meaning: 'Right for every question.' },
  { answer: 'challenge', grade: 'followUp', meaning: 'Accepted, and the bank asks again.' },
  {
    answer: 'DISABLED',
    grade: 'bankError',
    end: 'DENIED',
    meaning: 'The bank does not let this user in.',
  },
  {
    answer: 'SERVER_ERROR',
    grade: 'bankError',
    end: 'FAILED',
    meaning: 'The bank has an internal error.',
  },
  {
    answer: 'UNAVAILABLE',
    grade: 'bankError',
    end: 'FAILED',
    meaning: 'The bank is not available.',
  },
];

const WRONG: AnswerRow = { answer: '', grade: 'wrong', meaning: 'Wrong.' };

/** The field by which an answer can name an option. */
export type OptionKey = 'value' | 'guid' | 'label';

/** The row of {@link ANSWERS} for an answer. The words for errors also work for a question with options. */
export function gradeAnswer(
  { options }: BankChallenge,
  answer: string,
  answerOptionsBy: readonly OptionKey[],
): AnswerRow {
  const chosen = options.find((option) => answerOptionsBy.some((key) => option[key] === answer));
  const isList = options.length > 0;
  const row = ANSWERS.find((one) => one.answer === (isList && chosen ? chosen.value : answer));
  return row === undefined || (isList && !chosen && row.grade === 'right') ? WRONG : row;
}
