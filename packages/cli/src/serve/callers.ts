import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may call. */

/** Whether the name in a Host header is one of this machine's, or of your proxy: a page can make its own name point here. */
export function isOwnHost(host: string | null, publicHosts: readonly string[]): boolean {
  if (host === null || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return (
    ['127.0.0.1', 'localhost', '[::1]', ...publicHosts].includes(hostname) ||
    hostname.endsWith('.localhost')
  );
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether a request has the token; compared in the same time, whatever is sent. */
export function hasToken(request: Request, token: string | null): boolean {
  if (token === null) return true;
  const [, given = ''] = /^bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  return timingSafeEqual(hash(given), hash(token));
}
