import type { Difference } from './differences.ts';
import type { SubjectReply } from './subject.ts';
import type { Vector } from './vectors.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Every text in a value, with its path. Keys are texts too. */
function* textsOf(value: unknown, path: string): Generator<readonly [path: string, text: string]> {
  if (typeof value === 'string') yield [path, value];
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    yield [place, key];
    yield* textsOf(inner, place);
  }
}

interface Answered {
  readonly type: string;
  readonly answers: readonly Readonly<Record<string, unknown>>[];
}
const isAnswered = (event: unknown): event is Answered =>
  isObject(event) && event.type === 'challenge.answer' && Array.isArray(event.answers);

/** An answer in a vector, and the step that gives it. */
export interface Secret {
  readonly text: string;
  readonly step: number;
}

/**
 * The texts that may appear only in answers and in the effect that submits them. An answer that the vector shows elsewhere,
 * such as the value of an option, is not a secret.
 */
export function secretsOf({ input, steps }: Vector): readonly Secret[] {
  const events = steps.map((step) => ('event' in step ? step.event : null));
  const open = JSON.stringify([
    input,
    steps.map(({ record }) => record),
    events.filter((event) => !isAnswered(event)),
  ]);
  return events.flatMap((event, index) =>
    (isAnswered(event) ? event.answers : [])
      .flatMap(({ value, sealed }) => [value, sealed])
      .filter((text) => typeof text === 'string' && text !== '')
      .filter((text) => !open.includes(JSON.stringify(text).slice(1, -1)))
      .map((text) => ({ text: String(text), step: index + 1 })),
  );
}

const isSubmission = (effect: unknown): boolean =>
  isObject(effect) && effect.type === 'submitAnswers';

/** A secret shorter than this must match a whole text, because it can be part of a text by accident. */
const TELLING = 4;

const shows = (text: string, secret: string): boolean =>
  secret.length < TELLING ? text === secret : text.includes(secret);

/** The places in a reply where one of these texts appears. */
export function leaks(secrets: readonly string[], reply: SubjectReply): readonly Difference[] {
  if (secrets.length === 0) return [];
  const shown =
    'refused' in reply || 'health' in reply
      ? reply
      : {
          record: reply.record,
          view: reply.view,
          effects: reply.effects.map((effect) => (isSubmission(effect) ? null : effect)),
        };
  return Object.entries(shown)
    .flatMap(([part, value]) => [...textsOf(value, part)])
    .filter(([, text]) => secrets.some((secret) => shows(text, secret)))
    .map(([path, got]) => ({ path, expected: undefined, got }));
}
