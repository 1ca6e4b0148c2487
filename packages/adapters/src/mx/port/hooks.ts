import type { FaultCode, MemberId } from '@mx-member/machine/step';

/**
 * One HTTP request to MX, for logs and metrics. Each attempt is one request. The event never contains a key, an answer,
 * a credential, a query or a body.
 */
export interface MxRequestEvent {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The path without guids, so that it can be a metric's label: `/users/{user_guid}/members/{member_guid}/status`. */
  readonly path: string;
  /** The member of the request. `null` if the request is not about one member. */
  readonly member: MemberId | null;
  /** 1 for the first attempt of a call, 2 for its first retry. */
  readonly attempt: number;
  /** How long a limit held back the request, in ms. 0 without a limit. */
  readonly waited: number;
}

/** Functions that watch requests, for logs, metrics and traces. */
export interface MxHooks {
  /**
   * Called before each HTTP request is sent. The client does not wait for it, and ignores its errors.
   *
   * @example onRequest: ({ method, path, attempt }) => log.debug(`${method} ${path} #${attempt}`)
   */
  readonly onRequest?: (event: MxRequestEvent) => void;
  /**
   * Called after each HTTP request, whether it succeeded or failed. The client does not wait for it, and ignores its
   * errors. The event contains MX's request id from the headers and the error code from the body, and nothing else of
   * the response.
   *
   * @example onResponse: ({ path, status, duration }) => histogram.record(duration, { path, status })
   */
  readonly onResponse?: (
    event: MxRequestEvent & {
      /** HTTP status. `null` if a response did not arrive. */
      readonly status: number | null;
      /** From sending the request to receiving the last byte of the response, in ms. */
      readonly duration: number;
      /** MX's id of the request (`x-request-id`). Quote it when you ask MX for help. `null` if MX did not send one. */
      readonly requestId: string | null;
      /**
       * `null` for a success. `aborted` if the caller's signal aborted the request. Otherwise the code of the resulting
       * `MxError`.
       */
      readonly code: FaultCode | 'aborted' | null;
      /** MX's error number, such as 1002. `null` if MX did not send one. */
      readonly errorCode: number | null;
    },
  ) => void;
}

/** Calls a hook, and ignores its errors. */
export async function callHook<Event>(
  hook: ((event: Event) => unknown) | undefined,
  event: Event,
): Promise<void> {
  try {
    await hook?.(event);
  } catch {
    // A failing hook must not fail the call to MX.
  }
}
