import { type MemberId, type MemberPort, MxError, type Reading } from '@mx-member/machine/step';
import { isRefused } from '../web/refused.ts';
import type { StartRuling } from './lifecycle.ts';

/** A start that was counted: what happens to it, and how it is taken back. */
export interface CountedStart {
  readonly ruling: StartRuling;
  /** Called if the start was certainly not made. */
  giveBack(): void;
  /** Called with MX's reply, which names the job that the start has begun. A later job can hide it. @default nothing */
  taken?(reply: Reading): void;
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
    const { ruling, giveBack, taken } = await count(request.member);
    if (ruling !== 'send') throw new MxError(ruling === 'hold' ? 'conflict' : 'notSent');
    try {
      const reply = await port.startJob(request, options);
      taken?.(reply);
      return reply;
    } catch (thrown) {
      if (isRefused(thrown)) giveBack();
      throw thrown;
    }
  },
});
