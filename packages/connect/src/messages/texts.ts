/** The values that a text can contain. */
export interface Given {
  /** The institution's name. */
  readonly bank: string;
  /** The number of things that the text counts. */
  readonly count: number;
  /** A time, such as "3 days ago". */
  readonly when: string;
  /** The name of your app, or ''. */
  readonly app: string;
}

/** A text, or a function that returns it. In both, `{bank}`, `{count}`, `{when}` and `{app}` become the values of {@link Given}. */
export type Text = string | ((given: Given) => string);

/**
 * A text with the plural forms of its language, from `Intl.PluralRules`.
 *
 * ```ts
 * plural('pl', { one: '{count} pytanie', few: '{count} pytania', other: '{count} pytań' });
 * ```
 *
 * @param forms A text for each plural form. `other` is for numbers without their own form.
 * @throws {RangeError} for an invalid language tag.
 */
export function plural(
  locale: string,
  forms: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string },
): Text {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return ({ count }) =>
    (forms[rules.select(count)] ?? forms.other).replaceAll('{count}', numbers.format(count));
}

/** Letters of right-to-left scripts. */
const FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Isolates a name if it or the words around it are written from right to left. */
const isolated = (name: string, around: string): string =>
  FROM_RIGHT.test(name + around) ? `\u2068${name}\u2069` : name;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Reads a table of texts. The page's own texts take precedence. */
export type Reader<Key> = (key: Key, given?: Partial<Omit<Given, 'bank' | 'app'>>) => string;

type Table<Key extends string> = Readonly<Partial<Record<Key | 'bank', Text>>>;

/**
 * The texts of one connection.
 * @param bank The institution's name. Without it, the text `bank` is used.
 * @param app The name of the app. @default ''
 */
export function textReader<Key extends string>(
  english: Table<Key>,
  own: Table<Key> | undefined,
  bank: string | undefined,
  app = '',
): Reader<Key> {
  function fill(key: Key | 'bank', given: Given): string {
    const other = key.replace(/[.].*/, '.other') as Key;
    const text: Text = own?.[key] ?? english[key] ?? own?.[other] ?? english[other] ?? '';
    const words: string = typeof text === 'function' ? text(given) : text;
    return words.replace(/\{(bank|count|when|app)\}/g, (_, name: keyof Given) =>
      name === 'bank' || name === 'app' ? isolated(given[name], words) : String(given[name]),
    );
  }
  return (key, { count = 0, when = '' } = {}) => {
    const name = bank ?? fill('bank', { bank: '', count, when, app });
    const text = fill(key, { bank: name, count, when, app });
    // "your bank" gets a capital letter at the beginning of a sentence. A name stays as it is.
    return bank === undefined ? capital(text).replaceAll(`. ${name}`, `. ${capital(name)}`) : text;
  };
}
