import type { MemberView } from '@mx-member/machine/step';

/** The machine's first view, with the given fields replaced. */
export const view = (rest: Partial<MemberView> = {}): MemberView => ({
  state: 'aggregating',
  busy: true,
  needs: null,
  round: 0,
  prompt: 0,
  challenges: [],
  answerWith: 'value',
  problems: [],
  warning: null,
  status: null,
  since: null,
  elapsed: null,
  isSlow: false,
  rule: 'noReadingYet',
  revision: 1,
  outcome: null,
  ...rest,
});
