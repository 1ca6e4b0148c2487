import {
  type Call,
  type CallEffect,
  isCall,
  type MemberRecord,
  type Reading,
  type StepEvent,
} from '../data/types.ts';
import {
  type CallOptions,
  type MemberPort,
  MxError,
  requestOfAnswers,
  toFault,
  toReading,
} from './port.ts';

/** Makes the call of an effect, and returns its event. */

/** The result of a call: `done` with a reading, or `error` with a fault. */
type CallEvent = Extract<StepEvent, { readonly call: Call }>;

/** How a call is stamped, and where its unexpected errors go. */
export interface CallEventOptions {
  /** The clock, in ms since 1970. @default Date.now */
  readonly now?: () => number;
  /** A clock for how long a call takes, in ms. It must never be set. @default `now`; without it `performance.now` */
  readonly elapsed?: () => number;
  /** Aborts the call. Errors after that do not go to `onError`. */
  readonly signal?: AbortSignal;
  /**
   * Called with errors that are not an `MxError`, and with the code `badReturn`, for your log. They are mistakes in the
   * software, not faults of MX. A port of your own may quote secrets in its errors, so check before you log them.
   * @default nothing
   */
  readonly onError?: (thrown: unknown, call: Call) => void;
}

/**
 * Makes a call with `send`.
 *
 * @returns The event for `step`, with its time: `done` with the reading, or `error` with the fault. It never rejects.
 */
export async function eventOfCall(
  { type: call, turn }: Pick<CallEffect, 'type' | 'turn'>,
  send: () => Promise<Reading>,
  {
    now: given,
    elapsed = given ?? (() => performance.now()),
    signal,
    onError,
  }: CallEventOptions = {},
): Promise<CallEvent> {
  const now = given ?? Date.now;
  const from = elapsed();
  try {
    const returned = await send();
    const at = now();
    const took = (elapsed === now ? at : elapsed()) - from;
    return { type: 'done', call, turn, reading: toReading(returned, Math.round(at), took) };
  } catch (thrown) {
    const fault = toFault(thrown, Math.round(now()));
    const isMistake = fault.code === 'unexpected' || fault.code === 'badReturn';
    if (isMistake && !signal?.aborted) onError?.(thrown, call);
    return { type: 'error', call, turn, fault };
  }
}

/**
 * Makes the call of an effect. A start whose `notAfter` has passed is not sent: the event is the fault `notSent`. The port gets only
 * the fields of its request, with the answers hidden as in `AnswersRequest`.
 *
 * ```ts
 * if (isCall(effect)) next = step(record, await makeCall(port, effect));
 * ```
 * @returns The event for `step`, with its time: `done` with the reading, or `error` with the fault. It never rejects.
 * @throws {TypeError} unless the first argument is a port and the second the effect of a call.
 */
export function makeCall(
  port: MemberPort,
  effect: CallEffect,
  options: CallEventOptions & {
    /** If the port limits calls, higher numbers go first. @default 0 */
    readonly priority?: number;
    /** The record to commit before answers are sent, for a port that stores records. @default none */
    readonly record?: MemberRecord;
  } = {},
): Promise<Extract<StepEvent, { readonly call: Call }>> {
  if (typeof Object(port).readStatus !== 'function')
    throw new TypeError(
      'makeCall: The first argument must be a MemberPort: makeCall(port, effect).',
    );
  if (!isCall(Object(effect)))
    throw new TypeError(
      'makeCall: The second argument must be an effect for which isCall is true.',
    );
  const { signal, priority } = options;
  const given = { ...(signal && { signal }), ...(priority !== undefined && { priority }) };
  return eventOfCall(effect, async () => send(port, effect, given, options), options);
}

/**
 * @throws {MxError} `notSent` for a start whose time has passed. The reading that allowed it is too old, so the member is read again.
 */
export function assertInTime(notAfter: number | undefined, now: () => number): void {
  if (notAfter !== undefined && now() > notAfter) throw new MxError('notSent');
}

function send(
  port: MemberPort,
  effect: CallEffect,
  options: CallOptions,
  { now = Date.now, record }: { readonly now?: () => number; readonly record?: MemberRecord },
): Promise<Reading> {
  const { member } = effect;
  switch (effect.type) {
    case 'startJob': {
      const { job, notAfter } = effect;
      assertInTime(notAfter, now);
      return port.startJob({ member, job, notAfter }, options);
    }
    case 'readStatus':
      return port.readStatus({ member, expects: effect.expects }, options);
    case 'submitAnswers':
      return port.submitAnswers(
        requestOfAnswers(member, effect.answers, { value: record }),
        options,
      );
  }
}
