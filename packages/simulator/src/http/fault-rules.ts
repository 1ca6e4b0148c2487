import type { InstitutionError } from '../bank/blocks.ts';
import { ENDPOINT_NAMES, type EndpointName } from './endpoint-names.ts';

/** When a fault happens. */
export interface FaultRule {
  /**
   * Where it happens: a route by name, `start` for all routes that start a job, `*` for all routes, or a path in which
   * `*` stands for any part. @default '*'
   */
  readonly on?: EndpointName | 'start' | '*' | `/${string}`;
  /** Only for requests whose path contains this member's guid. @default all members */
  readonly member?: string;
  /** How many requests pass before the first fault. @default 0 */
  readonly after?: number;
  /** How many requests fail after that. @default all */
  readonly times?: number;
  /**
   * What happens to these requests. With `when: 'before'`, which is the default, the request has no effect. With
   * `'after'` it takes effect, and only its response is lost.
   */
  readonly fault: /** Delays the response by `ms`. */
    | { readonly kind: 'delay'; readonly ms: number; readonly when?: 'before' | 'after' }
    /** Responds with this HTTP status. `retryAfter` in seconds becomes `Retry-After`. */
    | {
        readonly kind: 'status';
        readonly status: number;
        readonly retryAfter?: number;
        /** `error.type` of the body. With 400, it means that MX blocks the institution (D-ERR). */
        readonly error?: InstitutionError;
        readonly when?: 'before' | 'after';
      }
    /** Drops the connection without a response. */
    | { readonly kind: 'drop'; readonly when?: 'before' | 'after' }
    /** Responds with an HTML page and status 200. */
    | { readonly kind: 'malformed' }
    /** Cuts the body in half. */
    | { readonly kind: 'truncated' }
    /** Shows the member as it was before its latest change of the last minute, in `status`, `readMember` and `challenges`. */
    | { readonly kind: 'stale' }
    /** Removes these fields from the member (or user, …). */
    | { readonly kind: 'omit'; readonly fields: readonly string[] }
    /** Adds these fields, or replaces them. */
    | { readonly kind: 'add'; readonly fields: Readonly<Record<string, unknown>> }
    /** Writes challenge types as numbers, as MX's guide does (D-MFA). */
    | { readonly kind: 'integerTypes' };
}

/** The possible values of {@link FaultRule.on}, in words. */
export const FAULT_TARGETS = `a route (${ENDPOINT_NAMES.join(', ')}), start, * or a path`;

/** Whether a text is a valid {@link FaultRule.on}. */
export const isFaultTarget = (text: string): text is NonNullable<FaultRule['on']> =>
  text === '*' ||
  text === 'start' ||
  text.startsWith('/') ||
  (ENDPOINT_NAMES as readonly string[]).includes(text);
