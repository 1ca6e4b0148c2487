import { isJsonObject } from './differences.ts';

/** An answer of an implementation: the member after the step, or why it refuses the request. */
export type SubjectReply =
  | {
      /** Any JSON value. The next request brings it back. */
      readonly record: unknown;
      /** `challenged.waiting`, for example. */
      readonly state: string;
      readonly effects: readonly unknown[];
      readonly view: Readonly<Record<string, unknown>>;
    }
  /** Why the request is refused, as a sentence. */
  | { readonly refused: string }
  /** The answer to `health`. */
  | { readonly health: Readonly<Record<string, unknown>> };

/** A request to an implementation. */
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
   * Sends a request. More can be sent before it is answered; the answers come in the order of the requests.
   * @throws {Broken} if no answer comes, or an invalid one. The next request must then be a `begin`.
   */
  ask(request: SubjectRequest): Promise<SubjectReply>;
  /** Ends it for good. */
  close(): Promise<void>;
}

/** The implementation has ended, or does not speak the protocol. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/**
 * Reads an answer.
 * @throws {Broken} The message says what is missing.
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
    `Its answer needs "refused" (a sentence), or "record", "state", "effects" and "view". It lacks ${wanting.join(', ')}.`,
  );
}
