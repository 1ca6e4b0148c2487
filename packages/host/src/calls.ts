import {
  type AnswersRequest,
  type CallEffect,
  type CallOptions,
  eventOfCall,
  type Limiter,
  type MemberPort,
  type MemberRecord,
  type Reading,
  type StepEvent,
} from '@mx-member/machine/step';

/** One call to MX, from the effect to the event that says how it went. */

export interface Caller {
  readonly port: MemberPort;
  readonly limiter: Limiter | undefined;
  /** In ms since 1970. */
  readonly now: () => number;
  /** What was thrown and is no fault of MX. */
  readonly onError: (thrown: unknown, where: CallEffect['type']) => void;
}

/** Answers are not enumerable, so that nothing that serializes the request takes them along. */
function answersRequest(
  { member, answers }: Pick<AnswersRequest, 'member' | 'answers'>,
  record: MemberRecord,
): AnswersRequest {
  const isSealed = answers.every(({ sealed }) => sealed !== undefined);
  return Object.defineProperties({ member } as AnswersRequest, {
    answers: { value: answers, enumerable: isSealed },
    record: { value: record },
  });
}

function send(
  port: MemberPort,
  effect: CallEffect,
  record: MemberRecord,
  options: CallOptions,
): Promise<Reading> {
  const { member } = effect;
  switch (effect.type) {
    case 'startJob':
      return port.startJob({ member, job: effect.job }, options);
    case 'readStatus':
      return port.readStatus({ member, expects: effect.expects }, options);
    case 'submitAnswers':
      return port.submitAnswers(answersRequest(effect, record), options);
  }
}

/** Makes the call. It never rejects: what is thrown becomes an `error` event. */
export async function perform(
  { port, limiter, now, onError }: Caller,
  effect: CallEffect,
  record: MemberRecord,
  { signal, priority }: Required<CallOptions>,
): Promise<StepEvent> {
  let release: (() => void) | undefined;
  const sendInTurn = async () => {
    release = await limiter?.acquire({ member: effect.member, priority, signal });
    return send(port, effect, record, { signal, priority });
  };
  const event = await eventOfCall(effect, sendInTurn, { now, signal, onError });
  release?.();
  return event;
}
