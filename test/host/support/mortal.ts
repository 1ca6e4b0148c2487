import type { BareView } from '@mx-member/machine/hosting';
import type { CallOptions, MemberId, MemberPort } from '@mx-member/machine/step';
import type { End } from '../contract/subject.ts';

/** The port and `onEnded` as a process sees them. After its death nothing passes in either direction. */
export function mortal(port: MemberPort, onEnded: (end: End) => void) {
  let isDead = false;
  const never = new Promise<never>(() => {});
  const alive = <Value>(value: () => Value): Value | Promise<never> => (isDead ? never : value());
  const call =
    <Request, Reply>(made: (request: Request, options?: CallOptions) => Promise<Reply>) =>
    async (request: Request, options?: CallOptions): Promise<Reply> => {
      const reply = await alive(() => made(request, options));
      return alive(() => reply);
    };
  return {
    port: {
      startJob: call(port.startJob.bind(port)),
      readStatus: call(port.readStatus.bind(port)),
      submitAnswers: call(port.submitAnswers.bind(port)),
    } satisfies MemberPort,
    onEnded: async (member: MemberId, view: BareView) => {
      await alive(() => onEnded({ member, view }));
    },
    /** Does something outside, unless the process is dead. */
    alive,
    die: () => {
      isDead = true;
    },
  };
}
