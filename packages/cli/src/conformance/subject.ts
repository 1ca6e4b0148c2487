import { isJsonObject } from './differences.ts';

/** What an implementation answers: the member after something has happened, or why it refuses it. */
export type SubjectReply =
  | {
      /** Whatever the implementation wants to be given next time. */
      readonly record: unknown;
      /** `challenged.waiting`, for example. */
      readonly state: string;
      readonly effects: readonly unknown[];
      readonly view: Readonly<Record<string, unknown>>;
    }
  /** A sentence. */
  | { readonly refused: string }
  /** To `health` only. */
  | { readonly health: Readonly<Record<string, unknown>> };

/** What an implementation is asked to do. */
export type SubjectRequest =
  | { readonly do: 'begin'; readonly input: unknown }
  | { readonly do: 'step'; readonly record: unknown; readonly event: unknown }
  | { readonly do: 'recover'; readonly record: unknown }
  | {
      readonly do: 'health';
      readonly page: unknown;
      readonly at: number;
      readonly rules?: unknown;
    };

/** An implementation under test. */
export interface Subject {
  /**
   * One question after the other, never two at once.
   * @throws {Broken} when there is no answer, or one that is not in the protocol. What is asked next is a beginning.
   */
  ask(request: SubjectRequest): Promise<SubjectReply>;
  /** Ends it for good. */
  close(): Promise<void>;
}

/** The implementation is gone, or does not speak the protocol. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/**
 * Reads an answer.
 * @throws {Broken} that says what it lacks.
 */
export function replyOf(answer: unknown): SubjectReply {
  if (!isJsonObject(answer)) throw new Broken('Its answer is not a JSON object.');
  const { refused, health, record, state, effects, view } = answer;
  if (typeof refused === 'string') return { refused };
  if (isJsonObject(health)) return { health };
  const wanting = [
    ...(record === undefined ? ['"record"'] : []),
    ...(typeof state === 'string' ? [] : ['"state" (a string)']),
    ...(Array.isArray(effects) ? [] : ['"effects" (an array)']),
    ...(isJsonObject(view) ? [] : ['"view" (an object)']),
  ];
  if (typeof state === 'string' && Array.isArray(effects) && isJsonObject(view) && !wanting.length)
    return { record, state, effects, view };
  throw new Broken(
    `Its answer has neither "refused" (a sentence) nor all of the rest: ${wanting.join(', ')} is missing.`,
  );
}
