import {
  type MemberId,
  type MemberPort,
  READING,
  type Reading,
  type StampedReading,
  toFault,
  toReading,
} from '@mx-member/machine/step';
import {
  FAULT,
  redactorOf,
  type SeenCall,
  type SeenLine,
  TRACE_VERSION,
  type TraceHash,
} from '@mx-member/machine/trace';

const redactReading = redactorOf(READING);
const redactFault = redactorOf(FAULT);

/** A call, as a line describes it. */
interface PortCall {
  readonly call: SeenCall;
  readonly job?: Extract<SeenLine, { readonly type: 'reading' }>['job'];
}

/** What is needed to write a line. */
export interface PortTrace {
  readonly hash: TraceHash;
  readonly now: () => number;
  readonly write: (line: SeenLine) => void;
}

/** Wraps a port to write the result of each call, and changes nothing else. */
export function observedPort(port: MemberPort, { hash, now, write }: PortTrace): MemberPort {
  const { pseudonym } = hash;

  async function observe(
    { userGuid, memberGuid }: MemberId,
    { call, job }: PortCall,
    send: () => Promise<Reading>,
  ): Promise<Reading> {
    const from = now();
    const member = { userGuid: pseudonym(userGuid), memberGuid: pseudonym(memberGuid) };
    const line = (at: number) =>
      ({ trace: TRACE_VERSION, at, member, call, ...(job && { job }), dropped: [] }) as const;
    try {
      const shown = await send();
      const at = Math.round(now());
      const reading = redactReading(toReading(shown, at, at - from), pseudonym);
      write({ ...line(at), type: 'reading', reading: reading as StampedReading });
      return shown;
    } catch (thrown) {
      const at = Math.round(now());
      const fault = redactFault(toFault(thrown, at), pseudonym) as ReturnType<typeof toFault>;
      write({ ...line(at), type: 'fault', fault });
      throw thrown;
    }
  }

  return {
    startJob: (request, options) =>
      observe(request.member, { call: 'startJob', job: request.job }, async () =>
        port.startJob(request, options),
      ),
    readStatus: (request, options) =>
      observe(
        request.member,
        { call: request.expects === 'end' ? 'readMember' : 'readStatus' },
        async () => port.readStatus(request, options),
      ),
    submitAnswers: (request, options) =>
      observe(request.member, { call: 'submitAnswers' }, async () =>
        port.submitAnswers(request, options),
      ),
  };
}
