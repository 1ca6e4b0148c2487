import type { PocketBank } from './pocket-bank.ts';

const UNREACHABLE =
  '<!doctype html><html lang="en"><title>MX Bank</title><p>The page could not be loaded.</p></html>';

/** A page of the bank's own as HTML. @param decision What was chosen on the page before. */
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
