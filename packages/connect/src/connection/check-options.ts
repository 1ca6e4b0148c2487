import { JOBS } from '@mx-member/machine/step';
import type { AttemptInput, ConnectionOptions } from '../types.ts';

const isId = (id: unknown): boolean => typeof id === 'string' && id !== '';

/** What is wrong with the member or the job of an input; `null` for nothing. The host checks the rest. */
function inputError(input: unknown): string | null {
  const { member, job } = Object(input) as Partial<AttemptInput>;
  const { userGuid, memberGuid } = Object(member) as Partial<AttemptInput['member']>;
  if (!isId(userGuid)) return 'input.member.userGuid must be a text';
  if (!isId(memberGuid)) return 'input.member.memberGuid must be a text';
  return job === null || JOBS.some((one) => one === job)
    ? null
    : `input.job must be null or one of ${JOBS.join(', ')}`;
}

export const isInput = (input: unknown): input is AttemptInput => inputError(input) === null;

/** @throws {TypeError} that says what is wrong. */
export function checkOptions({ host, input }: ConnectionOptions): void {
  const error =
    typeof Object(host).next === 'function' ? inputError(input) : '`host` must be a MemberHost';
  if (error !== null) throw new TypeError(`createMemberConnection: ${error}.`);
}
