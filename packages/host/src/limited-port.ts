import type { Limiter } from '@mx-member/machine/hosting';
import type { CallOptions, MemberId, MemberPort, Reading } from '@mx-member/machine/step';

/** A port with a limiter: each call takes one place until it has ended. */
export function limitPort(port: MemberPort, limiter: Limiter): MemberPort {
  async function inTurn(
    member: MemberId,
    { priority = 0, signal }: CallOptions,
    call: () => Promise<Reading>,
  ): Promise<Reading> {
    const release = await limiter.acquire({ member, priority, signal });
    try {
      return await call();
    } finally {
      release();
    }
  }

  return {
    startJob: (request, options = {}) =>
      inTurn(request.member, options, () => port.startJob(request, options)),
    readStatus: (request, options = {}) =>
      inTurn(request.member, options, () => port.readStatus(request, options)),
    submitAnswers: (request, options = {}) =>
      inTurn(request.member, options, () => port.submitAnswers(request, options)),
  };
}
