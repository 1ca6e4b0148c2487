import { checkOptions } from '@mx-member/machine/hosting';
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

/** A snapshot's `value` names states. Every other `value` is an answer, a credential or an option. */
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

/** A flag or a missing value is not a secret, and often what a reader looks for. */
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
 *   every `value` (an answer, a credential, an option of a challenge) except a snapshot's. The same where names and values
 *   alternate in a list, as in Node's `rawHeaders`;
 * - such fields in texts: in JSON, also cut off or quoted once more, as Node's `inspect` writes them, in header lines, in URLs
 *   and forms, also when they are percent-encoded. Of a list or an object everything that follows is hidden too;
 * - in texts Basic and Bearer authorization, the user in a URL, long `data:` URIs;
 * - bytes, of which only their number is shown.
 *
 * What is not data (functions, cycles, getters that throw) is left out or named; only what is enumerable is looked at. Doing it
 * twice changes nothing, and it never throws. It takes time in proportion to the input, also where an object is in many places.
 *
 * @param options.pseudonyms Also hides guids of users and members: by the name of their field, and in texts by MX's form
 *   (`USR-…`, `MBR-…`).
 */
export function hideSecrets(value: unknown, options: HideOptions = {}): unknown {
  checkOptions('hideSecrets', options, { pseudonyms: 'a function' });
  return new Hiding(options.pseudonyms).hide(value, []);
}

/** One call of {@link hideSecrets}. `around` are the objects that a value is in, from the outermost on. */
class Hiding {
  readonly #pseudonyms: Pseudonyms | undefined;
  /** What was made of an object at a depth: an object that is met in many places is gone through once. */
  readonly #made = Array.from({ length: DEEPEST }, () => new WeakMap<object, unknown>());

  constructor(pseudonyms: Pseudonyms | undefined) {
    this.#pseudonyms = pseudonyms;
  }

  hide(value: unknown, around: readonly object[]): unknown {
    switch (typeof value) {
      case 'string':
        return this.#hideText(value);
      case 'bigint':
        return String(value);
      case 'function':
      case 'symbol':
        return undefined;
      case 'object':
        return value === null ? null : this.#hideObject(value, around);
      default:
        return value;
    }
  }

  #hideText(text: string): string {
    if (/^\s*[[{"]/.test(text)) {
      try {
        return JSON.stringify(this.hide(JSON.parse(text), []));
      } catch {
        // It only looked like JSON.
      }
    }
    const shown = hideInText(text, this.#pseudonyms);
    return shown === text ? text : this.#hideText(shown); // The rest may have another form, even JSON.
  }

  #hideObject(object: object, around: readonly object[]): unknown {
    if (around.includes(object)) return '[circular]';
    const known = this.#made[around.length];
    if (!known) return '[too deep]';
    if (known.has(object)) return known.get(object);
    try {
      const hidden = this.#hideInside(object, [...around, object]);
      known.set(object, hidden);
      return hidden;
    } catch {
      return '[unreadable]';
    }
  }

  #hideInside(object: object, around: readonly object[]): unknown {
    if (isBytes(object)) return `[${object.byteLength} bytes]`; // First: Node's have a `toJSON` that shows them.
    if ('toJSON' in object && typeof object.toJSON === 'function')
      return this.hide(object.toJSON(), around);
    if (Array.isArray(object))
      return object.map((item, index) =>
        followsSecretName(object, index) && tellsSomething(item)
          ? HIDDEN
          : (this.hide(item, around) ?? null),
      );
    const fields = fieldsOf(object);
    return Object.fromEntries(
      Object.keys(fields)
        .map((name) => [this.#hideText(name), this.#hideField(name, fields, around)])
        .filter(([, field]) => field !== undefined),
    );
  }

  #hideField(name: string, fields: Fields, around: readonly object[]): unknown {
    const field = fields[name];
    if (isSecret(name, fields) && tellsSomething(field)) return HIDDEN;
    const kind = this.#pseudonyms && guidKindOf(name);
    return kind && (typeof field === 'string' || typeof field === 'number')
      ? this.#pseudonyms?.(kind, String(field))
      : this.hide(field, around);
  }
}
