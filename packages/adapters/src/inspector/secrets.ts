import { guidKindOf, isSecretName } from './names.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { HIDDEN, hideInText } from './texts.ts';

/** What is hidden besides secrets. */
export interface HideOptions {
  /**
   * Hides user and member guids too, and names them. Pass the same `createPseudonyms()` each time, so that a name means
   * the same member in every line. @default they stay
   */
  readonly pseudonyms?: Pseudonyms;
}

/** Deeper than anything that is worth showing. */
const DEEPEST = 32;

type Fields = Readonly<Record<string, unknown>>;

/** Only a snapshot's `value` is no answer, no credential and no option that may be chosen: it names states. */
const isSnapshot = (fields: Fields): boolean =>
  typeof fields.status === 'string' && 'context' in fields;

const isSecret = (name: string, fields: Fields): boolean =>
  isSecretName(name) || (name === 'value' && !isSnapshot(fields));

/** A flag or the lack of a thing is no secret, and often what one looks for. */
const tellsSomething = (value: unknown): boolean => value != null && typeof value !== 'boolean';

const isBytes = (object: object): object is ArrayBuffer | ArrayBufferView =>
  object instanceof ArrayBuffer || ArrayBuffer.isView(object);

/** What JSON shows of an object, and of an error what is worth reading. */
function fieldsOf(object: object): Fields {
  const own: Fields = { ...object };
  return object instanceof Error ? { name: object.name, message: object.message, ...own } : own;
}

/**
 * A copy of a value, as plain data, in which no secret is left: for inspectors, logs and error reports.
 *
 * Hidden are, at any depth: answers, credentials, passwords, PINs, one-time codes, keys, tokens and cookies by the name of
 * their field; every `value` but that of a snapshot (an answer, a credential, an option of a challenge); in texts Basic and
 * Bearer authorization, secrets in URLs, in forms and in pieces of JSON (of a list or an object with all that follows), long
 * `data:` URIs; bytes, of which only their number is shown. What is not data (functions, cycles, getters that throw) is left
 * out or named; only what is enumerable is looked at. Doing it twice changes nothing, and it never throws.
 *
 * @param options.pseudonyms Also hides guids of users and members: by the name of their field, and in texts those of
 *   MX's form (`USR-…`, `MBR-…`).
 */
export function hideSecrets(value: unknown, { pseudonyms }: HideOptions = {}): unknown {
  const hideText = (text: string): string => {
    if (/^\s*[[{"]/.test(text)) {
      try {
        return JSON.stringify(hide(JSON.parse(text), []));
      } catch {
        // It only looked like JSON.
      }
    }
    const shown = hideInText(text, pseudonyms);
    return shown === text ? text : hideText(shown); // What is left may have another form, even that of JSON.
  };

  const hideField = (name: string, fields: Fields, around: readonly object[]): unknown => {
    const field = fields[name];
    if (isSecret(name, fields) && tellsSomething(field)) return HIDDEN;
    const kind = pseudonyms && guidKindOf(name);
    return kind && (typeof field === 'string' || typeof field === 'number')
      ? pseudonyms(kind, String(field))
      : hide(field, around);
  };

  const hideInside = (object: object, around: readonly object[]): unknown => {
    if (isBytes(object)) return `[${object.byteLength} bytes]`; // First: Node's have a `toJSON` that shows them.
    if ('toJSON' in object && typeof object.toJSON === 'function')
      return hide(object.toJSON(), around);
    if (Array.isArray(object)) return object.map((item) => hide(item, around) ?? null);
    const fields = fieldsOf(object);
    return Object.fromEntries(
      Object.keys(fields)
        .map((name) => [hideText(name), hideField(name, fields, around)])
        .filter(([, field]) => field !== undefined),
    );
  };

  const hide = (inner: unknown, around: readonly object[]): unknown => {
    switch (typeof inner) {
      case 'string':
        return hideText(inner);
      case 'bigint':
        return String(inner);
      case 'function':
      case 'symbol':
        return undefined;
      case 'object':
        if (inner === null) return null;
        if (around.includes(inner)) return '[circular]';
        if (around.length >= DEEPEST) return '[too deep]';
        try {
          return hideInside(inner, [...around, inner]);
        } catch {
          return '[unreadable]';
        }
      default:
        return inner;
    }
  };

  return hide(value, []);
}
