import type { InstitutionError } from '../bank/blocks.ts';
import { ENDPOINT_NAMES, type EndpointName } from './endpoint-names.ts';

/** `before`: the request has no effect. `after`: the request takes effect, and only its response is lost. */
export type When = 'before' | 'after';

/** What can go wrong with a request. `when` is `before` unless it is given. */
export type InjectedFault =
  /** Takes `ms` longer. */
  | { readonly kind: 'delay'; readonly ms: number; readonly when?: When }
  /** Responds with this HTTP status. `retryAfter` in seconds becomes `Retry-After`. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: number;
      /** `error.type` of the body: with 400, MX blocks the institution (D-ERR). */
      readonly error?: InstitutionError;
      readonly when?: When;
    }
  /** Drops the connection without a response. */
  | { readonly kind: 'drop'; readonly when?: When }
  /** Responds with a page of HTML and status 200. */
  | { readonly kind: 'malformed' }
  /** Cuts the body in half. */
  | { readonly kind: 'truncated' }
  /** Shows the member as it was before its latest change, in `status`, `readMember` and `challenges`. */
  | { readonly kind: 'stale' }
  /** Leaves out these fields of the member (the user, …). */
  | { readonly kind: 'omit'; readonly fields: readonly string[] }
  /** Adds these fields, or replaces them. */
  | { readonly kind: 'add'; readonly fields: Readonly<Record<string, unknown>> }
  /** Writes challenge types as numbers, as MX's guide does (D-MFA). */
  | { readonly kind: 'integerTypes' };

/** When a fault happens. */
export interface FaultRule {
  /** A route by name, `start` for all that start a job, `*` for all, or a path with `*` for parts of it. @default '*' */
  readonly on?: EndpointName | 'start' | '*' | `/${string}`;
  /** Only for the member with this guid in the path. @default all */
  readonly member?: string;
  /** How many requests pass first. @default 0 */
  readonly after?: number;
  /** How many requests are struck after that. @default all */
  readonly times?: number;
  /** What happens to a request that is struck. */
  readonly fault: InjectedFault;
}

/** What {@link FaultRule.on} may be, in words. */
export const FAULT_TARGETS = `a route (${ENDPOINT_NAMES.join(', ')}), start, * or a path`;

/** Where a fault may happen: see {@link FaultRule.on}. */
export const isFaultTarget = (text: string): text is NonNullable<FaultRule['on']> =>
  text === '*' ||
  text === 'start' ||
  text.startsWith('/') ||
  (ENDPOINT_NAMES as readonly string[]).includes(text);
