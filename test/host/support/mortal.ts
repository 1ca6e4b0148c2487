import type { BareView } from '@mx-member/machine/hosting';
import type { CallOptions, MemberId, MemberPort } from '@mx-member/machine/step';
import { Life } from '../../world/life.ts';
import type { End } from '../contract/subject.ts';

/** The port and `onEnded` as a process sees them. After its death nothing passes in either direction. */
export function mortal(port: MemberPort, onEnded: (end: End) => void) {
  const life = new Life(Number.POSITIVE_INFINITY);
  const call =
    <Request, Reply>(made: (request: Request, options?: CallOptions) => Promise<Reply>) =>
    async (request: Request, options?: CallOptions): Promise<Reply> => {
      const reply = await life.reading(() => made(request, options));
      return life.reading(() => reply);
    };
  return {
    life,
    port: {
      startJob: call(port.startJob.bind(port)),
      readStatus: call(port.readStatus.bind(port)),
      submitAnswers: call(port.submitAnswers.bind(port)),
    } satisfies MemberPort,
    onEnded: (member: MemberId, view: BareView) => life.reading(() => onEnded({ member, view })),
  };
}
