import { HIDDEN } from './fields.ts';
import { guidKindOf, isActorId, isSecretName } from './names.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { hideInText } from './texts.ts';

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
  (isSecretName(name) && !isActorId(name, fields[name])) ||
  (name === 'value' && !isSnapshot(fields));

/** Names and values in turn, as in the entries of an object and in Node's `rawHeaders`. */
const followsSecretName = (list: readonly unknown[], index: number): boolean => {
  const name = index % 2 === 1 && list.length % 2 === 0 && list[index - 1];
  return typeof name === 'string' && (isSecretName(name) || name === 'value');
};

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
 * Hidden are, at any depth:
 * - by the name of their field: answers, credentials, passwords, PINs, one-time codes, keys, tokens, cookies, session ids;
 *   every `value` but that of a snapshot (an answer, a credential, an option of a challenge). The same where names and values
 *   take turns in a list, as in Node's `rawHeaders`;
 * - such fields in texts: in JSON, also cut off or quoted once more, as Node's `inspect` writes them, in header lines, in URLs
 *   and forms, also when they are percent-encoded. Of a list or an object everything that follows is hidden too;
 * - in texts Basic and Bearer authorization, the user in a URL, long `data:` URIs;
 * - bytes, of which only their number is shown.
 *
 * What is not data (functions, cycles, getters that throw) is left out or named; only what is enumerable is looked at. Doing it
 * twice changes nothing, and it never throws. It takes time in proportion to the input, also where an object is in many places.
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
    if (Array.isArray(object))
      return object.map((item, index) =>
        followsSecretName(object, index) && tellsSomething(item)
          ? HIDDEN
          : (hide(item, around) ?? null),
      );
    const fields = fieldsOf(object);
    return Object.fromEntries(
      Object.keys(fields)
        .map((name) => [hideText(name), hideField(name, fields, around)])
        .filter(([, field]) => field !== undefined),
    );
  };

  /** What was made of an object at a depth: one that is met in many places is gone through once. */
  const made = Array.from({ length: DEEPEST }, () => new WeakMap<object, unknown>());

  const hideObject = (object: object, around: readonly object[]): unknown => {
    const known = made[around.length];
    if (known?.has(object)) return known.get(object);
    const hidden = hideInside(object, [...around, object]);
    known?.set(object, hidden);
    return hidden;
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
          return hideObject(inner, around);
        } catch {
          return '[unreadable]';
        }
      default:
        return inner;
    }
  };

  return hide(value, []);
}
