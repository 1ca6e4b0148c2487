import type { MemberId } from '@mx-member/machine/step';

/** An exchange, a webhook, or a conclusion of the program. */

/** When, and about which member. */
export interface SeenAt {
  /** When it arrived, in ms since 1970. */
  readonly at: number;
  /** The member, if neither the address nor the body names it. */
  readonly member?: Partial<MemberId>;
}

/** One exchange with MX. */
export interface SeenExchange extends SeenAt {
  /** How long it took, in ms. @default 0 */
  readonly took?: number;
  /** @default 'GET' */
  readonly method?: string;
  /** The address or its path. Only the path is read. @default derived from the body */
  readonly url?: string;
  /** HTTP status. 0 for a request without a response. @default 200 */
  readonly status?: number;
  /** `Retry-After`, in ms. */
  readonly retryAfter?: number;
  /** The parsed body of the response. `undefined` if it is empty. */
  readonly body?: unknown;
}

/** A webhook of MX. */
export interface SeenWebhook extends SeenAt {
  /** The parsed body of the webhook. */
  readonly webhook: unknown;
}

/** What the program itself concluded: that the job has ended, or that the user is asked. */
export interface SeenConclusion extends SeenAt {
  readonly outcome: 'connected' | 'failed' | 'asked';
}

/** Something that a program has seen of MX. */
export type SeenOfMx = SeenExchange | SeenWebhook | SeenConclusion;

const OUTCOMES: readonly unknown[] = ['connected', 'failed', 'asked'];

const ZONED = /(?:Z|[+-]\d\d:?\d\d)$/i;

/** A moment in ms since 1970, from a number or from ISO 8601 with a zone. */
export function momentIn(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  const ms = typeof value === 'string' && ZONED.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

const textOr = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
const numberOr = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

/** The parsed JSON of a text; any other value unchanged. */
function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Removes fields that are `undefined`. */
const present = (fields: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/**
 * Converts a log line to what it says was seen: an object with `at`, and `body`, `webhook` or `outcome`. The other
 * fields are the fields of {@link SeenExchange}; anything else is ignored.
 *
 * @returns `null` for any other line.
 */
export function seenOf(line: unknown): SeenOfMx | null {
  const given = Object(line) as Readonly<Record<string, unknown>>;
  const at = momentIn(given.at);
  if (at === undefined) return null;
  const { userGuid, memberGuid } = Object(given.member) as Record<string, unknown>;
  const member = present({ userGuid: textOr(userGuid), memberGuid: textOr(memberGuid) });
  const head = { at, member };
  if (OUTCOMES.includes(given.outcome))
    return { ...head, outcome: given.outcome as SeenConclusion['outcome'] };
  if (given.webhook !== undefined) return { ...head, webhook: parsed(given.webhook) };
  if (!('body' in given) && given.status === undefined) return null;
  return {
    ...head,
    ...present({
      took: numberOr(given.took),
      method: textOr(given.method),
      url: textOr(given.url),
      status: numberOr(given.status),
      retryAfter: numberOr(given.retryAfter),
      body: parsed(given.body),
    }),
  };
}
