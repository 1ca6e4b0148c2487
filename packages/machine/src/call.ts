import { type MemberPort, toFault, toReading } from './port.ts';
import type { CallEffect, StepEvent } from './step.ts';
import type { Call, Reading } from './types.ts';

/** From the effect of a call to the event that says how it went. */

/** How a call went. */
export type CallEvent = Extract<StepEvent, { readonly call: Call }>;

export interface CallEventOptions {
  /** In ms since 1970. @default Date.now */
  readonly now?: () => number;
  /** Of the call. What is thrown after it was aborted is of no interest. */
  readonly signal?: AbortSignal;
  /** What was thrown and is no `MxError`, or was returned and is no reading: a mistake, not a fault of MX. It may quote secrets. */
  readonly onError?: (thrown: unknown, call: Call) => void;
}

/** Says how `send`, the call of an effect, went: with its stamp, and whatever was thrown as a fault. It never rejects. */
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

/**
 * Makes the call of an effect, and says how it went: the event for `step`. It never rejects.
 *
 * ```ts
 * for (const effect of effects)
 *   if (isCall(effect)) ({ record, effects } = step(record, await makeCall(port, effect)));
 * ```
 */
export const makeCall = (
  port: MemberPort,
  effect: CallEffect,
  options: CallEventOptions = {},
): Promise<CallEvent> => {
  const { signal } = options;
  const send = port[effect.type] as (request: CallEffect, options: object) => Promise<Reading>;
  return eventOfCall(
    effect,
    async () => send.call(port, effect, signal ? { signal } : {}),
    options,
  );
};
