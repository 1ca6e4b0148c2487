/**
 * Estimates the width of a text without a browser, in pixels. Each kind of character is as wide as in the widest common system
 * font. So the layout is the same on every computer, and the text always fits.
 */
const KINDS: readonly (readonly [characters: RegExp, em: number])[] = [
  [/[ijl'|,.:;!]/, 0.3],
  [/[ \-ftr()[\]/]/, 0.4],
  [/[sckvxyz]/, 0.58],
  [/[w→]/, 0.84],
  [/[mMW@—%]/, 0.98],
  [/[A-Z]/, 0.7],
  [/./u, 0.62],
];

/** How much wider semibold letters are. */
const BOLD = 1.1;

const emOf = (character: string): number =>
  KINDS.find(([characters]) => characters.test(character))?.[1] ?? 1;

export function widthOf(text: string, { size, isBold }: { size: number; isBold: boolean }): number {
  const em = [...text].reduce((sum, character) => sum + emOf(character), 0);
  return Math.ceil(em * size * (isBold ? BOLD : 1));
}

/** Breaks a text between words into lines of at most `width` pixels. */
export function linesOf(text: string, size: number, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && widthOf(longer, { size, isBold: false }) <= width)
      lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
