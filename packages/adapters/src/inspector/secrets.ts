import { checkOptions } from '@mx-member/machine/hosting';
import { guidKindOf, isActorId, isSecretName } from './names.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { HIDDEN, hideInText } from './texts.ts';

/** Objects that are nested deeper are cut off. */
const DEEPEST = 32;

type Fields = Readonly<Record<string, unknown>>;

/** The `value` of a snapshot names states. Every other `value` is an answer, a credential or an option. */
const isSnapshot = (fields: Fields): boolean =>
  typeof fields.status === 'string' && 'context' in fields;

const isSecret = (name: string, fields: Fields): boolean =>
  (isSecretName(name) && !isActorId(name, fields[name])) ||
  (name === 'value' && !isSnapshot(fields));

/** Whether an entry of a list is a value whose name stands before it, as in Node's `rawHeaders`. */
const followsSecretName = (list: readonly unknown[], index: number): boolean => {
  const name = index % 2 === 1 && list.length % 2 === 0 && list[index - 1];
  return typeof name === 'string' && (isSecretName(name) || name === 'value');
};

/** A boolean or a missing value reveals nothing, and is often what a reader looks for. */
const tellsSomething = (value: unknown): boolean => value != null && typeof value !== 'boolean';

const isBytes = (object: object): object is ArrayBuffer | ArrayBufferView =>
  object instanceof ArrayBuffer || ArrayBuffer.isView(object);

/** The fields that JSON shows of an object. For an error, also its name and message. */
function fieldsOf(object: object): Fields {
  const own: Fields = { ...object };
  return object instanceof Error ? { name: object.name, message: object.message, ...own } : own;
}

/**
 * Copies a value as plain data without its secrets, for inspectors, logs and error reports.
 *
 * It hides, at any depth:
 * - fields with secret names: answers, credentials, passwords, PINs, one-time codes, keys, tokens, cookies, session
 *   ids;
 * - each `value` (an answer, a credential or an option of a challenge), except the `value` of a snapshot;
 * - values that follow a secret name in a list, as in Node's `rawHeaders`;
 * - such fields in a text that is JSON, a form or a query of a URL;
 * - Basic and Bearer authorization, the user in a URL, and long `data:` URIs inside texts;
 * - bytes: only their number is shown.
 *
 * Anything that is not data (functions, cycles, getters that throw) is left out or replaced by a label. Properties that
 * are not enumerable are ignored. Applying it twice changes nothing, and it never throws. The time is proportional to
 * the size of the input, even if an object is referenced many times.
 *
 * @param options.pseudonyms Also replaces guids of users and members: by field name, and in texts by MX's form
 *   (`USR-…`, `MBR-…`). Pass the same `createPseudonyms()` to each call, so that a pseudonym means the same member in
 *   every line. Without it, guids are not hidden.
 */
export function hideSecrets(
  value: unknown,
  options: { readonly pseudonyms?: Pseudonyms } = {},
): unknown {
  checkOptions('hideSecrets', options, ['pseudonyms']);
  return new Hiding(options.pseudonyms).hide(value, []);
}

/** The state of one call of {@link hideSecrets}. `around` holds the enclosing objects, outermost first. */
class Hiding {
  readonly #pseudonyms: Pseudonyms | undefined;
  /** Results by depth and object, so that an object with many references is copied once for each depth. */
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
        // Not JSON after all.
      }
    }
    const shown = hideInText(text, this.#pseudonyms);
    return shown === text ? text : this.#hideText(shown); // What remains may have another form, for example JSON.
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
    if (isBytes(object)) return `[${object.byteLength} bytes]`; // Must be first: Node's buffers have a `toJSON` that shows their bytes.
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
