/** What is secret: a kind, for the words of a report. */
export type SecretKind = 'the API key' | 'a password' | 'an answer';

/**
 * What people type, in words that nothing else contains, so that a leak is found in any text. The bank gets what the words mean to
 * it.
 */
export class Words {
  readonly #words = new Map<string, { readonly kind: SecretKind; readonly means: string }>();

  /** Notes a secret. @param means What the bank gets in its place. @returns The word. */
  add(kind: SecretKind, word: string, means = word): string {
    this.#words.set(word, { kind, means });
    return word;
  }

  /** A text as the bank understands it. */
  forBank(text: string): string {
    let told = text;
    for (const [word, { means }] of this.#words) told = told.replaceAll(word, means);
    return told;
  }

  /** The kinds of the secrets in a text. */
  kindsIn(text: string): readonly SecretKind[] {
    const found = [...this.#words].filter(([word]) => text.includes(word));
    return [...new Set(found.map(([, { kind }]) => kind))];
  }

  /** A text without its secrets. */
  without(text: string): string {
    let shown = text;
    for (const [word, { kind }] of this.#words) shown = shown.replaceAll(word, `[${kind}]`);
    return shown;
  }
}
