type Words =
  | ''
  | 'a boolean'
  | 'a function'
  | 'a number'
  | 'a string'
  | 'a string or an object'
  | 'a whole number above 0'
  | 'an array'
  | 'an object'
  | 'an object or a function';

/** What an option must be, in the words of the error; '' for anything. An option with `!` must be given. */
export type OptionKind = `${Words}${'' | '!'}`;

/** The kind of each option. TypeScript finds an option that is missing here. */
export type OptionKinds<Options> = { readonly [Name in keyof Required<Options>]: OptionKind };
