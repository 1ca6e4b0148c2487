import type { MemberId } from '@mx-member/machine/step';

/** An exchange, a webhook, or what the program concluded. */

/** When, and whose. */
export interface SeenAt {
  /** When it arrived, in ms since 1970. */
  readonly at: number;
  /** The member, where neither the address nor the body names it. */
  readonly member?: Partial<MemberId>;
}

/** One exchange with MX. */
export interface SeenExchange extends SeenAt {
  /** How long it took, in ms. @default 0 */
  readonly took?: number;
  /** @default 'GET' */
  readonly method?: string;
  /** The address or its path. Nothing but the path is looked at. @default by the body */
  readonly url?: string;
  /** HTTP status; 0 for a request without an answer. @default 200 */
  readonly status?: number;
  /** `Retry-After`, in ms. */
  readonly retryAfter?: number;
  /** The body of the answer, parsed. `undefined` for none. */
  readonly body?: unknown;
}

/** A webhook of MX. */
export interface SeenWebhook extends SeenAt {
  /** The body of the webhook, parsed. */
  readonly webhook: unknown;
}

/** What the program itself concluded: the job has ended, or the user is asked. */
export interface SeenConclusion extends SeenAt {
  readonly outcome: 'connected' | 'failed' | 'asked';
}

/** Something that a program has seen of MX. */
export type SeenOfMx = SeenExchange | SeenWebhook | SeenConclusion;

const OUTCOMES: readonly unknown[] = ['connected', 'failed', 'asked'];

const ZONED = /(?:Z|[+-]\d\d:?\d\d)$/i;

/** A moment in ms since 1970: a number, or ISO 8601 with its zone. */
export function momentIn(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  const ms = typeof value === 'string' && ZONED.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

const textOr = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
const numberOr = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

/** Parsed, if it is a text that holds JSON. */
function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The fields that are there. */
const present = (fields: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/**
 * What a line of a log says was seen: an object with `at`, and `body`, `webhook` or `outcome`; the other fields are those of
 * {@link SeenExchange}, and no more is looked at.
 * @returns `null` for anything else.
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
