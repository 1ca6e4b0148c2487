import type { Limiter } from '@mx-member/machine/hosting';
import {
  type CallOptions,
  type MemberId,
  type MemberPort,
  MxError,
  type Reading,
} from '@mx-member/machine/step';

/** Whether MX answered 429. A limiter refuses without a status, which says nothing about MX. */
const isRefusedByMx = (thrown: unknown): thrown is MxError =>
  thrown instanceof MxError && thrown.code === 'rateLimited' && thrown.status !== undefined;

/** Adds a limiter to a port: each call takes one place until it has ended. */
export function limitPort(port: MemberPort, limiter: Limiter): MemberPort {
  async function inTurn(
    member: MemberId,
    { priority = 0, signal }: CallOptions,
    call: () => Promise<Reading>,
  ): Promise<Reading> {
    const release = await limiter.acquire({ member, priority, signal });
    let refused: { readonly retryAfter: number | undefined } | undefined;
    try {
      return await call();
    } catch (thrown) {
      if (isRefusedByMx(thrown)) refused = { retryAfter: thrown.retryAfter };
      throw thrown;
    } finally {
      release(refused);
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
