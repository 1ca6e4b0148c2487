/**
 * Hashes a text to four words of 32 bits. They are well distributed, the same in every run, and do not reveal the text.
 */
export function hashOf(text: string): readonly [number, number, number, number] {
  let [a, b, c, d] = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    a = b ^ Math.imul(a ^ code, 597_399_067);
    b = c ^ Math.imul(b ^ code, 2_869_860_233);
    c = d ^ Math.imul(c ^ code, 951_274_213);
    d = a ^ Math.imul(d ^ code, 2_716_044_179);
  }
  a = Math.imul(c ^ (a >>> 18), 597_399_067);
  b = Math.imul(d ^ (b >>> 22), 2_869_860_233);
  c = Math.imul(a ^ (c >>> 17), 951_274_213);
  d = Math.imul(b ^ (d >>> 19), 2_716_044_179);
  return [a, b, c, d];
}

/** The hash of a text in the form of a UUID. */
export function uuidOf(text: string): string {
  const hex = hashOf(text)
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The prefixes of MX's guids. */
export type GuidPrefix = 'USR' | 'MBR' | 'CRD' | 'CRO' | 'JOB' | 'OAU';

/** Makes guids like MX's from a counter instead of randomness, so that a run can be repeated exactly. */
export class Guids {
  /** How many guids were made. */
  count: number;

  constructor(count = 0) {
    this.count = count;
  }

  next(prefix: GuidPrefix): string {
    this.count += 1;
    return `${prefix}-${uuidOf(`${prefix} ${this.count}`)}`;
  }
}
