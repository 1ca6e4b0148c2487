import type { PocketBank } from './pocket-bank.ts';

const UNREACHABLE =
  '<!doctype html><html lang="en"><title>MX Bank</title><p>The page could not be loaded.</p></html>';

/** The bank's own page as HTML. @param decision The choice on the page before. */
export async function bankPage(
  { fetch }: PocketBank,
  uri: string,
  decision?: string,
): Promise<string> {
  const form = { method: 'POST', body: new URLSearchParams({ decision: decision ?? '' }) };
  try {
    const response = await fetch(new Request(uri, decision === undefined ? {} : form));
    return await response.text();
  } catch {
    return UNREACHABLE;
  }
}
