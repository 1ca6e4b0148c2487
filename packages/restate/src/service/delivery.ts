import { withTimeout } from '@mx-member/http/web';
import type { MemberHostOptions } from '@mx-member/machine/hosting';
import type { MemberId, MemberView } from '@mx-member/machine/step';
import { type Context, handlers, service } from '@restatedev/restate-sdk/fetch';
import { deliveryOf } from '../names.ts';
import { HANDLER_OPTIONS } from './handler-options.ts';

/**
 * Delivers outcomes to `onEnded` until it has acknowledged them. Each outcome is its own call, so that outcomes do not
 * wait for each other.
 */

export interface DeliveredOutcome {
  readonly member: MemberId;
  readonly view: MemberView;
}
export interface DeliveryHandlers {
  deliver(context: Context, outcome: DeliveredOutcome): Promise<void>;
}

/** The first and the longest wait after `onEnded` rejected, in ms. */
const RETRY = 100;
const MAX_RETRY = 60_000;

/** Restate retries a call that is silent for longer than the time limit plus this, in ms. */
const SPARE = 30_000;

export interface DeliveryOptions {
  readonly name: string;
  readonly onEnded: NonNullable<MemberHostOptions<string>['onEnded']>;
  /** The time limit of each call of `onEnded`, in ms. */
  readonly timeout: number;
  readonly onError: (thrown: unknown) => void;
}

export const createDelivery = ({ name, onEnded, timeout, onError }: DeliveryOptions) =>
  service({
    name: deliveryOf(name),
    options: {
      ...HANDLER_OPTIONS,
      inactivityTimeout: timeout + SPARE,
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
          await withTimeout(timeout, (signal) => onEnded(member, view, { signal }));
        } catch (thrown) {
          onError(thrown);
          // A fixed message, because Restate stores and logs errors, and the error of `onEnded` may contain secrets.
          throw new Error('onEnded has not acknowledged the outcome. It will be called again.');
        }
      }),
    },
  });
