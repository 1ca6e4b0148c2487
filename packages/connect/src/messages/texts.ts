/** What a text can say besides its own words. */
export interface Given {
  /** The institution's name, as it writes it. */
  readonly bank: string;
  /** How many there are, of what the text counts. */
  readonly count: number;
  /** A time, such as "3 days ago". */
  readonly when: string;
}

/** A text, or what makes it. In both, `{bank}`, `{count}` and `{when}` are replaced by what is {@link Given}. */
export type Text = string | ((given: Given) => string);

/** The words of one form each: `other` for a number that has no form of its own. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string;
};

/**
 * A text with a form for each number of its language, by `Intl.PluralRules`.
 *
 * ```ts
 * plural('pl', { one: '{count} pytanie', few: '{count} pytania', other: '{count} pytań' });
 * ```
 *
 * @throws {RangeError} for a language tag that is none.
 */
export function plural(locale: string, forms: PluralForms): Text {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return ({ count }) =>
    (forms[rules.select(count)] ?? forms.other).replaceAll('{count}', numbers.format(count));
}

/** Letters that are written from right to left. */
const FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** The name as a unit of its own between words of the other direction; as it is between words of the same. */
const isolated = (name: string, around: string): string =>
  FROM_RIGHT.test(name + around) ? `\u2068${name}\u2069` : name;

/** Reads a table of texts. The page's own words win. */
export interface Reader<Key> {
  (key: Key, given?: Partial<Omit<Given, 'bank'>>): string;
  /** Whether the page has words of its own for it. */
  isOwn(key: Key): boolean;
}

type Table<Key extends string> = Readonly<Partial<Record<Key | 'bank', Text>>>;

/**
 * The texts of one connection.
 * @param bank As the institution writes it; without it the text `bank` stands for it.
 */
export function textReader<Key extends string>(
  english: Table<Key>,
  own: Table<Key> | undefined,
  bank: string | undefined,
): Reader<Key> {
  function fill(key: Key | 'bank', given: Given): string {
    const other = key.replace(/[.].*/, '.other') as Key;
    const text: Text = own?.[key] ?? english[key] ?? own?.[other] ?? english[other] ?? '';
    const words: string = typeof text === 'function' ? text(given) : text;
    return words.replace(/\{(bank|count|when)\}/g, (_, name: keyof Given) =>
      name === 'bank' ? isolated(given.bank, words) : String(given[name]),
    );
  }
  const read = (key: Key, { count = 0, when = '' } = {}): string => {
    const name = bank ?? fill('bank', { bank: '', count, when });
    const text = fill(key, { bank: name, count, when });
    // "your bank" begins a sentence with a capital letter; a name stands as it is written.
    return bank === undefined ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  };
  return Object.assign(read, { isOwn: (key: Key) => own?.[key] !== undefined });
}
