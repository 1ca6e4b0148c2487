/** A small font, 5 by 7: the letters that MX Bank's pictures need. */
const LETTERS: Readonly<Record<string, readonly string[]>> = {
  c: ['     ', '     ', ' ### ', '#    ', '#    ', '#    ', ' ### '],
  e: ['     ', '     ', ' ### ', '#   #', '#####', '#    ', ' ### '],
  o: ['     ', '     ', ' ### ', '#   #', '#   #', '#   #', ' ### '],
  r: ['     ', '     ', '# ## ', '##   ', '#    ', '#    ', '#    '],
  t: [' #   ', ' #   ', '#### ', ' #   ', ' #   ', ' #  #', '  ## '],
};
const SCALE = 4;
const MARGIN = 2;

/** The pixels of a word, black on white, row by row. */
function draw(word: string): boolean[][] {
  const glyphs = [...word].map((letter) => LETTERS[letter] ?? []);
  const width = SCALE * (glyphs.length * 6 - 1 + 2 * MARGIN);
  const height = SCALE * (7 + 2 * MARGIN);
  const isInk = (x: number, y: number) => {
    const [column, row] = [Math.floor(x / SCALE) - MARGIN, Math.floor(y / SCALE) - MARGIN];
    return glyphs[Math.floor(column / 6)]?.[row]?.[column % 6] === '#';
  };
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => isInk(x, y)),
  );
}

const uint32 = (value: number) => [
  value >>> 24,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
];
const ascii = (text: string) => [...text].map((char) => char.charCodeAt(0));

function crc32(bytes: readonly number[]): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

function adler32(bytes: readonly number[]): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return ((b << 16) | a) >>> 0;
}

function chunk(type: string, data: readonly number[]): number[] {
  const body = [...ascii(type), ...data];
  return [...uint32(data.length), ...body, ...uint32(crc32(body))];
}

/** One stored (uncompressed) deflate block in a zlib wrapper: enough for up to 65,535 bytes, and no compressor needed. */
function zlib(data: readonly number[]): number[] {
  const [low, high] = [data.length & 255, data.length >>> 8];
  return [0x78, 0x01, 0x01, low, high, ~low & 255, ~high & 255, ...data, ...uint32(adler32(data))];
}

/** Eight pixels a byte, white is 1; each row begins with its filter, 0 for none. */
function scanline(row: readonly boolean[]): number[] {
  const bytes = new Array<number>(Math.ceil(row.length / 8)).fill(0);
  row.forEach((isInk, x) => {
    if (!isInk) bytes[x >> 3] = (bytes[x >> 3] ?? 0) | (128 >> (x & 7));
  });
  return [0, ...bytes];
}

const made = new Map<string, string>();

/**
 * A PNG that shows a word in large letters, in base64 as MX sends pictures.
 * @param word Of the letters c, e, o, r and t.
 */
export function pictureOf(word: string): string {
  const before = made.get(word);
  if (before !== undefined) return before;
  const rows = draw(word);
  const header = [...uint32(rows[0]?.length ?? 0), ...uint32(rows.length), 1, 0, 0, 0, 0];
  const png = [
    ...[0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a],
    ...chunk('IHDR', header),
    ...chunk('IDAT', zlib(rows.flatMap(scanline))),
    ...chunk('IEND', []),
  ];
  const picture = btoa(String.fromCharCode(...png));
  made.set(word, picture);
  return picture;
}
