import type { Call, CallEffect, MemberRecord, Reading, StepEvent } from '../data/types.ts';
import { type CallOptions, type MemberPort, requestOfAnswers, toFault, toReading } from './port.ts';

/** From the effect of a call to the event that says how it went. */

/** How a call went: `done` with a reading, or `error` with a fault. */
export type CallEvent = Extract<StepEvent, { readonly call: Call }>;

/** How a call is stamped, and what happens to its errors. */
export interface CallEventOptions {
  /** The clock, in ms since 1970. @default Date.now */
  readonly now?: () => number;
  /** Aborts the call. What is thrown after that does not go to `onError`. */
  readonly signal?: AbortSignal;
  /**
   * What was thrown and is no `MxError`, or an `MxError` that says `badReturn`, for your log: a mistake, not a fault of MX. A port
   * of your own may quote secrets in its errors: look before you write them down. @default nothing
   */
  readonly onError?: (thrown: unknown, call: Call) => void;
}

/**
 * Makes a call by `send`.
 * @returns The event for `step`, stamped: `done` with the reading, or `error` with whatever was thrown as a fault. It never rejects.
 */
export async function eventOfCall(
  { type: call, turn }: Pick<CallEffect, 'type' | 'turn'>,
  send: () => Promise<Reading>,
  { now = Date.now, signal, onError }: CallEventOptions = {},
): Promise<CallEvent> {
  const from = now();
  try {
    const returned = await send();
    const at = now();
    return { type: 'done', call, turn, reading: toReading(returned, Math.round(at), at - from) };
  } catch (thrown) {
    const fault = toFault(thrown, Math.round(now()));
    const isMistake = fault.code === 'unexpected' || fault.code === 'badReturn';
    if (isMistake && !signal?.aborted) onError?.(thrown, call);
    return { type: 'error', call, turn, fault };
  }
}

/** Options of {@link makeCall}. */
export interface MakeCallOptions extends CallEventOptions {
  /** Who goes first where the port limits calls: the higher number. @default 0 */
  readonly priority?: number;
  /** The record to commit before answers are sent, for a port that keeps records. @default none */
  readonly record?: MemberRecord;
}

/**
 * Makes the call of an effect. The port gets the fields of its request alone, with the answers hidden as in `AnswersRequest`.
 *
 * ```ts
 * if (isCall(effect)) next = step(record, await makeCall(port, effect));
 * ```
 * @returns The event for `step`, stamped: `done` with the reading, or `error` with whatever was thrown as a fault. It never rejects.
 */
export function makeCall(
  port: MemberPort,
  effect: CallEffect,
  options: MakeCallOptions = {},
): Promise<CallEvent> {
  const { signal, priority } = options;
  const given = { ...(signal && { signal }), ...(priority !== undefined && { priority }) };
  return eventOfCall(effect, async () => send(port, effect, given, options.record), options);
}

function send(
  port: MemberPort,
  effect: CallEffect,
  options: CallOptions,
  record: MemberRecord | undefined,
): Promise<Reading> {
  const { member } = effect;
  switch (effect.type) {
    case 'startJob':
      return port.startJob({ member, job: effect.job }, options);
    case 'readStatus':
      return port.readStatus({ member, expects: effect.expects }, options);
    case 'submitAnswers':
      return port.submitAnswers(
        requestOfAnswers(member, effect.answers, { value: record }),
        options,
      );
  }
}
