/** The longest accepted wait, in ms. */
const MAX_RETRY_AFTER = 3_600_000;

const SECOND = 1000;

/** Parses `Retry-After` (seconds or an HTTP date) to ms. `undefined` if it is missing or invalid. */
export function retryAfterOf(headers: Headers, now = Date.now()): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  const wait = /^\d+$/.test(text)
    ? Number(text) * SECOND
    : text.endsWith('GMT')
      ? Date.parse(text) - now
      : Number.NaN;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), MAX_RETRY_AFTER);
}

/** Formats a `Retry-After` header: whole seconds, rounded up. @param wait In ms. */
export const retryAfterValue = (wait: number): string => String(Math.ceil(wait / SECOND));
