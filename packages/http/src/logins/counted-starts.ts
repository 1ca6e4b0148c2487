import { type MemberId, type MemberPort, MxError } from '@mx-member/machine/step';
import { isRefused } from '../web/refused.ts';
import type { StartRuling } from './lifecycle.ts';

/** A start that was counted: what happens to it, and how it is taken back. */
export interface CountedStart {
  readonly ruling: StartRuling;
  /** Called if the start was certainly not made. */
  giveBack(): void;
}

/**
 * A port that counts its starts before they are sent. It throws `conflict` for one that refused logins hold back, so that the member ends as
 * if another job had failed, and `notSent` for one that must wait.
 */
export const withCountedStarts = (
  port: MemberPort,
  count: (member: MemberId) => Promise<CountedStart>,
): MemberPort => ({
  readStatus: (request, options) => port.readStatus(request, options),
  submitAnswers: (request, options) => port.submitAnswers(request, options),
  startJob: async (request, options) => {
    const { ruling, giveBack } = await count(request.member);
    if (ruling !== 'send') throw new MxError(ruling === 'hold' ? 'conflict' : 'notSent');
    try {
      return await port.startJob(request, options);
    } catch (thrown) {
      if (isRefused(thrown)) giveBack();
      throw thrown;
    }
  },
});
