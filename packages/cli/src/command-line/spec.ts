/** One option of a command. The parser, its messages and the help are made from these tables. */
export interface OptionSpec {
  /** What its value is, as the help shows it; a switch has none. */
  readonly value?: string;
  /** It may be given many times. @default false */
  readonly repeatable?: boolean;
  readonly about: string;
}

export interface CommandSpec {
  readonly about: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** What may follow '--', as the help shows it; most commands take nothing. */
  readonly rest?: string;
  /** Tables below the options, by their title. */
  readonly tables?: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  /** Paragraphs below the options. The help wraps them. */
  readonly notes: readonly string[];
  readonly examples: readonly string[];
}
