import {
  type Answer,
  type Challenge,
  type ChallengeOption,
  type MemberId,
  optionNamed,
} from '@mx-member/machine';
import { notSent } from '../http/errors.ts';
import type { AnswerWith, Credential } from './types.ts';

/** The questions of so many members are remembered. */
const MAX_MEMBERS = 10_000;

/** An option without its picture. */
type Names = Pick<ChallengeOption, 'value' | 'guid' | 'label'>;

/**
 * The options that MX offered in each member's last reading. The machine names a choice by its value. Where MX expects the
 * guid or the label, or a sealed answer has one of these, the other names are needed too. Without the reading (another
 * process made it, or it was long ago) an answer is sent unchanged.
 */
interface OfferedOptions {
  /** Takes the place of what was remembered of this member; nothing is kept of one that is not asked to choose. */
  note(member: MemberId, challenges: readonly Challenge[]): void;
  of(member: MemberId, challengeGuid: string): readonly Names[];
}

/** @param most Members that are remembered; the one that was read longest ago is forgotten first. */
export function createOfferedOptions(most = MAX_MEMBERS): OfferedOptions {
  const offered = new Map<string, ReadonlyMap<string, readonly Names[]>>();
  const key = ({ userGuid, memberGuid }: MemberId) => JSON.stringify([userGuid, memberGuid]);
  return {
    note(member, challenges) {
      const choices = challenges.filter(({ options }) => options.length > 0);
      offered.delete(key(member));
      if (choices.length === 0) return;
      const names = choices.map(({ guid, options }) => [guid, options.map(namesOf)] as const);
      offered.set(key(member), new Map(names));
      const [oldest] = offered.keys();
      if (offered.size > most && oldest !== undefined) offered.delete(oldest);
    },
    of: (member, challengeGuid) => offered.get(key(member))?.get(challengeGuid) ?? [],
  };
}

const namesOf = ({ value, guid, label }: ChallengeOption): Names => ({
  value,
  label,
  ...(guid !== undefined && { guid }),
});

/** What is sent for the option that an answer names; an answer that names none stays as it is. */
function translate(answer: string, options: readonly Names[], answerWith: AnswerWith): string {
  const chosen = optionNamed(options, answer);
  return chosen ? (chosen[answerWith] ?? chosen.value) : answer;
}

interface AnswerOptions {
  readonly answerWith?: AnswerWith | undefined;
  readonly open?: ((sealed: string) => string | Promise<string>) | undefined;
}

/** What goes to MX: each challenge's guid and the answer in the clear. */
export async function toWireAnswers(
  answers: readonly Answer[],
  optionsOf: (challengeGuid: string) => readonly Names[],
  { answerWith = 'value', open }: AnswerOptions,
): Promise<readonly Credential[]> {
  return Promise.all(
    answers.map(async (answer) => ({
      guid: answer.guid,
      value: translate(await inTheClear(answer, open), optionsOf(answer.guid), answerWith),
    })),
  );
}

async function inTheClear(answer: Answer, open: AnswerOptions['open']): Promise<string> {
  if (!('sealed' in answer)) return answer.value;
  if (!open) throw notSent('An answer is sealed: give createMx the `open` function to open it.');
  try {
    return await open(answer.sealed);
  } catch {
    // What it failed with may quote the answer.
    throw notSent('A sealed answer could not be opened.');
  }
}
