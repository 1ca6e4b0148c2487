import type { MemberId, MemberView } from '@mx-member/machine/step';
import { type Context, handlers, service } from '@restatedev/restate-sdk/fetch';
import { deliveryOf } from '../names.ts';
import { HANDLER_OPTIONS } from './handler-options.ts';

/** Passes outcomes to `onEnded` until it has acknowledged them. Each outcome is a call of its own, so none waits for another. */

export interface DeliveredOutcome {
  readonly member: MemberId;
  readonly view: MemberView;
}
export interface DeliveryHandlers {
  deliver(context: Context, outcome: DeliveredOutcome): Promise<void>;
}

/** After `onEnded` rejected: the first and the longest pause, in ms. */
const RETRY = 100;
const MAX_RETRY = 60_000;

export const createDelivery = (
  name: string,
  onEnded: (member: MemberId, view: MemberView) => void | Promise<void>,
  onError: (thrown: unknown) => void,
) =>
  service({
    name: deliveryOf(name),
    options: {
      ...HANDLER_OPTIONS,
      ingressPrivate: true,
      retryPolicy: {
        ...HANDLER_OPTIONS.retryPolicy,
        initialInterval: RETRY,
        maxInterval: MAX_RETRY,
      },
    },
    handlers: {
      deliver: handlers.handler({}, async (_: Context, { member, view }: DeliveredOutcome) => {
        try {
          await onEnded(member, view);
        } catch (thrown) {
          onError(thrown);
          // Restate stores and logs errors, and the error of `onEnded` may quote anything.
          throw new Error('onEnded has not acknowledged the outcome; it is called again.');
        }
      }),
    },
  });
