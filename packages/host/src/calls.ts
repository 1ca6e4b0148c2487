import {
  type AnswersRequest,
  type CallEffect,
  type CallOptions,
  type Limiter,
  type MemberPort,
  type MemberRecord,
  type Reading,
  type StepEvent,
  toFault,
  toReading,
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
  const { type: call, turn, member } = effect;
  const from = now();
  let release: (() => void) | undefined;
  try {
    release = await limiter?.acquire({ member, priority, signal });
    const returned = await send(port, effect, record, { signal, priority });
    const at = now();
    return { type: 'done', call, turn, reading: toReading(returned, Math.round(at), at - from) };
  } catch (thrown) {
    const fault = toFault(thrown, Math.round(now()));
    const isKnown = fault.code !== 'unexpected' && fault.code !== 'badReturn';
    if (!isKnown && !signal.aborted) onError(thrown, call);
    return { type: 'error', call, turn, fault };
  } finally {
    release?.();
  }
}
