import type {
  Effect,
  MemberContext,
  MemberView,
  StepEvent,
} from '../../packages/machine/src/index.ts';

/** What must be so after something has happened. Sentences for people are left out: those may differ. */
export interface Outcome {
  readonly state: string;
  /** All of them, in their order. */
  readonly effects: readonly Effect[];
  /** The fields of the view that are other than before, each as a whole; all at the beginning, and after another record. */
  readonly view: Partial<MemberView>;
  /** The same of the context of the record, but after another record only what is other than there. */
  readonly context: Partial<MemberContext>;
}

/** What was given is wrong in itself: it must be answered with an error, and nothing has happened. */
export interface Refused {
  readonly refused: true;
}

export type VectorStep = (
  | { readonly event: StepEvent }
  /** The process has died; another one goes on from the record. */
  | { readonly recover: true }
) & {
  /** Taken in place of the record that the implementation gave last. */
  readonly record?: unknown;
} & (Outcome | Refused);

/** One behaviour of a member, for implementations in any language. */
export interface Vector {
  readonly $schema: string;
  /** `<topic>-<name>`, as its file is `vectors/<topic>/<name>.json`. */
  readonly id: string;
  readonly description: string;
  /** Numbers of the rules in README.md that it tests. */
  readonly rules: readonly string[];
  readonly sources?: readonly string[];
  readonly input: unknown;
  readonly begin: Outcome | Refused;
  readonly steps: readonly VectorStep[];
}

/** Where the file of a vector is, from the folder of the specification. */
export const pathOf = (id: string): string => `vectors/${id.replace('-', '/')}.json`;

/** Whether a field is for people, in words that implementations choose for themselves. */
export const isSentence = (key: string): boolean => ['message', 'advice', 'meaning'].includes(key);

/** A value without its sentences, at any depth. */
export function withoutSentences<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutSentences) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key, item]) => !isSentence(key) && item !== undefined)
    .map(([key, item]) => [key, withoutSentences(item)]);
  return Object.fromEntries(entries);
}
