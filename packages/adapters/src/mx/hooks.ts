import type { FaultCode, MemberId } from '@mx-member/machine/step';

/**
 * One HTTP request to MX, for logs and metrics: each attempt is one. It holds no key, no answer, no credential, no query
 * and no body.
 */
export interface MxRequestEvent {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Without guids, so that it can name a metric: `/users/{user_guid}/members/{member_guid}/status`. */
  readonly path: string;
  /** The member of the request; `null` for a request about no member. */
  readonly member: MemberId | null;
  /** 1 for the first attempt of a call, 2 for its first repetition. */
  readonly attempt: number;
  /** The time that a limit held it back, in ms; 0 without a limit. */
  readonly waited: number;
}

/** The end of one HTTP request. Of the headers it holds MX's id of the request, of the body an error code, and no more. */
export interface MxResponseEvent extends MxRequestEvent {
  /** HTTP status; `null` when there was no response. */
  readonly status: number | null;
  /** From sending the request to the last byte of the response, in ms. */
  readonly duration: number;
  /** MX's id of the request (`x-request-id`): name it when you ask MX for help. `null` when MX sent none. */
  readonly requestId: string | null;
  /** `null` for a success, `aborted` when the caller's signal ended it, else the code that an `MxError` would have. */
  readonly code: FaultCode | 'aborted' | null;
  /** MX's own number of an error, such as 1002; `null` when there was none. */
  readonly errorCode: number | null;
}

/** Functions that watch requests, for logs, metrics and traces. */
export interface MxHooks {
  /**
   * Called before each HTTP request is sent. What it throws or rejects with is ignored, and nobody waits for it.
   *
   * @example onRequest: ({ method, path, attempt }) => log.debug(`${method} ${path} #${attempt}`)
   */
  readonly onRequest?: (event: MxRequestEvent) => void;
  /**
   * Called when each HTTP request has ended, well or not. What it throws or rejects with is ignored.
   *
   * @example onResponse: ({ path, status, duration }) => histogram.record(duration, { path, status })
   */
  readonly onResponse?: (event: MxResponseEvent) => void;
}

/** Calls a hook, whatever it does. */
export async function callHook<Event>(
  hook: ((event: Event) => unknown) | undefined,
  event: Event,
): Promise<void> {
  try {
    await hook?.(event);
  } catch {
    // The call to MX must not depend on who watches it.
  }
}
