import { pathOfUrl } from './call.ts';
import { momentIn, type SeenOfMx } from './seen.ts';

/** An HTTP archive (HAR), as browsers and proxies write it. */

/** What is read of an entry. Each field can have any type. */
interface HarEntry {
  readonly startedDateTime?: unknown;
  readonly time?: unknown;
  readonly request?: { method?: unknown; url?: unknown; postData?: { text?: unknown } };
  readonly response?: {
    status?: unknown;
    headers?: readonly { name?: unknown; value?: unknown }[];
    content?: { text?: unknown; encoding?: unknown };
  };
}

function jsonIn(text: unknown, encoding?: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    const bytes = encoding === 'base64' ? Uint8Array.from(atob(text), byteOf) : null;
    return JSON.parse(bytes ? new TextDecoder().decode(bytes) : text);
  } catch {
    return undefined;
  }
}

const byteOf = (letter: string): number => letter.charCodeAt(0);

/**
 * Reads `Retry-After`, the only header that is read. Only seconds count, because a date would need the server's clock.
 */
function retryAfterIn(entry: HarEntry): number | undefined {
  const headers = Array.isArray(entry.response?.headers) ? entry.response.headers : [];
  const found = headers.find((header) => /^retry-after$/i.test(String(Object(header).name)));
  const seconds = Number(found?.value ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
}

function seenOfEntry(entry: HarEntry): SeenOfMx | null {
  const { startedDateTime, time, request, response } = Object(entry) as HarEntry;
  const sentAt = momentIn(startedDateTime);
  const url = request?.url;
  if (sentAt === undefined || typeof url !== 'string') return null;
  const took = Math.max(0, Number(time) || 0);
  if (!pathOfUrl(url).includes('/users/'))
    return { at: sentAt, webhook: jsonIn(request?.postData?.text) };
  const retryAfter = retryAfterIn(entry);
  return {
    at: sentAt + took,
    took,
    method: String(request?.method ?? 'GET'),
    url,
    status: Number(response?.status) || 0,
    ...(retryAfter !== undefined && { retryAfter }),
    body: jsonIn(response?.content?.text, response?.content?.encoding),
  };
}

/**
 * Extracts what an HTTP archive (HAR) shows of MX: exchanges with its API, and webhooks that it sent, in order.
 * `Retry-After` is the only header that is read.
 *
 * @throws {TypeError} for anything but an archive.
 */
export function seenInHar(har: unknown): readonly SeenOfMx[] {
  const entries = Object(Object(har).log).entries as unknown;
  if (!Array.isArray(entries)) throw new TypeError('An HTTP archive must have a list log.entries.');
  return entries.flatMap((entry: HarEntry) => seenOfEntry(entry) ?? []).sort((a, b) => a.at - b.at);
}
