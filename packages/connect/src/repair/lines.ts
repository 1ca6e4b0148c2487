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

/** Elements whose content is not a text. */
const HIDDEN = /<(script|style|title)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;
const BREAKS = /<(?:br|\/?(?:p|div|li|ul|ol|h[1-6]|tr))\b[^>]*>/gi;
const TAGS = /<\/?[a-z!][^>]*(?:>|$)/gi;

/**
 * The lines of a text that MX writes in HTML. Elements are dropped and what stands in them stays, so that a person can read it.
 * The result is text, and is shown as text: even what looks like an element in it is none.
 */
export const linesOf = (html: string): readonly string[] =>
  decoded(html.replace(HIDDEN, ' ').replace(BREAKS, '\n').replace(TAGS, ''))
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
