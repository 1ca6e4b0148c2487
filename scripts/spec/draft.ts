import type {
  Challenge,
  MemberInput,
  MemberRecord,
  MemberView,
} from '../../packages/machine/src/index.ts';

/** A vector before it is made, from a table that writes its lines itself: what happens, step by step. */

type Parts<Value> = Value extends readonly (infer Item)[]
  ? readonly Parts<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]?: Parts<Value[Key]> }
    : Value;

/** What must be so after a line. Whatever is named of the view is also part of the vector. */
export type Shows = Parts<MemberView> & {
  /** The wait that stands now, in ms. */
  readonly wait?: number;
  /** The types of all effects, in their order. */
  readonly does?: string;
};

/** What an event can name. */
export interface Now {
  /** The time, in ms. */
  readonly now: number;
  /** The number of the call or wait that stands. */
  readonly turn: number;
  /** How often the user was asked. */
  readonly prompt: number;
}

/** One thing that happens. */
export interface Line {
  readonly event?: (now: Now) => unknown;
  /** The process has died; another one goes on. */
  readonly recover?: true;
  /** So much time passes before, in ms; what stands as a wait passes by itself before `elapsed`. */
  readonly after?: number;
  /** What is taken in place of the last record. */
  readonly record?: (record: MemberRecord) => unknown;
  /** Where the member must be then; left out in the middle of a phrase. */
  readonly state?: string;
  readonly shows?: Shows;
}

export interface VectorDraft {
  /** `<topic>-<name>` */
  readonly id: string;
  readonly description: string;
  readonly rules: readonly string[];
  readonly sources?: readonly string[];
  /** What differs from the input of most vectors. */
  readonly input?: Partial<MemberInput>;
  readonly steps: readonly (Line | readonly Line[])[];
}

/** When most vectors begin. */
export const BEGIN = 1_000_000;

/** A question with that guid. */
export const question = (guid: string, more: Partial<Challenge> = {}): Challenge => ({
  guid,
  type: 'TEXT',
  label: `Question ${guid}?`,
  options: [],
  ...more,
});
