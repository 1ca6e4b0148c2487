import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberId, MemberView } from '@mx-member/machine/step';
import { NEVER_RAN } from '../../support/new-member.ts';

/** The users of members, and the pace of their polls. */

/** A bank that asks two questions, one after the other. */
export const PASSWORD = 'simulate:text,token';

/** A fast pace, so that much happens in a short time. In ms. */
export const PACING = {
  first: 300,
  spread: 300,
  busy: 1_000,
  busyMost: 1_000,
  needsUser: 1_000,
  needsUserMost: 1_000,
  failedMost: 2_000,
};

/** A user: starts, and answers each question. @returns The last view. */
export async function user(
  host: MemberHost<MemberView>,
  member: MemberId,
  numberOf: () => number,
): Promise<MemberView> {
  let view = await host.start({ member, job: 'aggregate', baseline: NEVER_RAN });
  const answered = new Set<number>();
  while (!view.outcome) {
    const { needs, challenges, prompt, revision } = view;
    if (needs === 'answers' && !answered.has(prompt)) {
      answered.add(prompt);
      const value = `correct#${numberOf()}`;
      const answers = challenges.map(({ guid }) => ({ guid, value }));
      ({ view } = await host.answer(member, { answers, prompt }));
    } else view = await host.next(member, { revision });
  }
  return view;
}
