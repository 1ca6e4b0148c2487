const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|(\w{2,6}));/gi, (whole, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : null;
    if (code === null) return ENTITIES[String(name).toLowerCase()] ?? whole;
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

/** How much of a text is shown, in characters. */
const MOST_OF_TEXT = 20_000;

// A tag without its end goes to the end of the text. Otherwise each `<` would search all of the text again.

/** Elements whose content is not text for people. */
const HIDDEN = /<(script|style|title)\b[^>]*(?:>[\s\S]*?(?:<\/\1\s*>|$)|$)/gi;
const BREAKS = /<(?:br|\/?(?:p|div|li|ul|ol|h[1-6]|tr))\b[^>]*(?:>|$)/gi;
const TAGS = /<\/?[a-z!][^>]*(?:>|$)/gi;

/**
 * The lines of the first 20,000 characters of a text that MX writes in HTML. Tags are removed and their content stays. The result
 * is plain text and must be shown as text, even if it still looks like HTML.
 */
export const linesOf = (html: string): readonly string[] =>
  decoded(html.slice(0, MOST_OF_TEXT).replace(HIDDEN, ' ').replace(BREAKS, '\n').replace(TAGS, ''))
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');

/** A link that is safe to show: `https:`, without a user name or a password. Anything else is `null`. */
export function safeLink(address: string | null | undefined): string | null {
  if (!address || !URL.canParse(address)) return null;
  const { protocol, username, password, href } = new URL(address);
  return protocol === 'https:' && !username && !password ? href : null;
}
