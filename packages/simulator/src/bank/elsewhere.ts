import type { Job } from '@mx-member/machine/step';
import type { BankChange } from './change.ts';
import type { Member } from './member.ts';
import type { Rules } from './options.ts';

/** What another program needs of the bank. */
interface SharedBank {
  onChange(listener: (change: BankChange) => void): void;
  plan(at: number, act: () => void): void;
  member(guid: string): Member;
  start(guid: string, job: Job): unknown;
  resume(
    guid: string,
    answers: readonly { readonly guid: string; readonly value: string }[],
  ): unknown;
}

/** Another program answers the questions of a member, if there are any. It knows the right answers. */
export function answerElsewhere(bank: Pick<SharedBank, 'member' | 'resume'>, guid: string): void {
  const { challenges } = bank.member(guid).shown;
  const answers = challenges.map((one) => ({ guid: one.guid, value: 'correct' }));
  if (answers.length > 0) bank.resume(guid, answers);
}

/** The job that the other program starts. */
const ITS_JOB = 'identify';

/** Another program answers questions and starts jobs, if the options say so. */
export function workElsewhere(
  bank: SharedBank,
  { answersAfter, startsAfter }: Rules['elsewhere'],
): void {
  /** Members whose running job the other program has started. */
  const own = new Set<string>();
  const startJob = (guid: string) => {
    const { job, shown } = bank.member(guid);
    if (job || shown.status === 'PENDING') return;
    own.add(guid);
    bank.start(guid, ITS_JOB);
  };
  const answer = (guid: string, question: string | undefined) => {
    if (bank.member(guid).shown.challenges[0]?.guid === question) answerElsewhere(bank, guid);
  };
  bank.onChange((change) => {
    if (change.type !== 'job') return;
    const { at, member, isFinished } = change;
    const { guid, shown } = member;
    if (!isFinished && answersAfter !== undefined)
      bank.plan(at + answersAfter, () => answer(guid, shown.challenges[0]?.guid));
    // It does not go on after its own jobs, because that would never end.
    if (isFinished && !own.delete(guid) && startsAfter !== undefined)
      bank.plan(at + startsAfter, () => startJob(guid));
  });
}
