import { ENDPOINT_NAMES, type EndpointName } from './endpoint-names.ts';

/** Before the platform does what was asked, so that nothing happens; or after it, so that only the answer is lost. */
export type When = 'before' | 'after';

/** What can go wrong with a request. `when` is `before` unless it is given. */
export type InjectedFault =
  /** It takes longer, by so many ms. */
  | { readonly kind: 'delay'; readonly ms: number; readonly when?: When }
  /** The answer is this HTTP status, with `Retry-After` in seconds if it is given. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: number;
      readonly when?: When;
    }
  /** The connection ends without an answer. */
  | { readonly kind: 'drop'; readonly when?: When }
  /** The answer is a page of HTML with status 200. */
  | { readonly kind: 'malformed' }
  /** The answer is half of its body. */
  | { readonly kind: 'truncated' }
  /** The member is shown as it was before its latest change, by `status`, `readMember` and `challenges`. */
  | { readonly kind: 'stale' }
  /** These fields of the member (the user, …) are missing in the answer. */
  | { readonly kind: 'omit'; readonly fields: readonly string[] }
  /** These fields are added to it, or replaced. */
  | { readonly kind: 'add'; readonly fields: Readonly<Record<string, unknown>> }
  /** Challenge types are numbers, as in MX's guide (D-MFA). */
  | { readonly kind: 'integerTypes' };

/** When a fault happens. */
export interface FaultRule {
  /** A route by name, `start` for all that start a job, `*` for all, or a path with `*` for parts of it. @default '*' */
  readonly on?: EndpointName | 'start' | '*' | `/${string}`;
  /** Only for the member that is named so in the path. @default all */
  readonly member?: string;
  /** So many requests pass first. @default 0 */
  readonly after?: number;
  /** So many are struck. @default all */
  readonly times?: number;
  /** What happens then. */
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
