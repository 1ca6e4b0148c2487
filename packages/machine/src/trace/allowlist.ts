import type { Schema } from '../data/schema.ts';
import { READING } from '../data/shapes.ts';
import { msOf } from '../mx/readings.ts';
import { statusOf } from '../mx/statuses.ts';
import { RULES } from '../rules/words.ts';

/**
 * What a trace may contain. The schemas of the data define the fields. Flags, numbers and enumerated names are copied.
 * A text is only written as its row in {@link TEXTS} says. A text without a row is dropped.
 */

/** Makes a pseudonym of a text. */
export type Pseudonym = (text: string) => string;

/** Returns a value as it may be written. `undefined` drops it. */
type Redact = (value: unknown, pseudonym: Pseudonym) => unknown;

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?$/;
const MAX_CODE = 99_999;

/** The pseudonym of a text, always the same. */
const hashed: Redact = (value, pseudonym) =>
  typeof value === 'string' ? pseudonym(value) : undefined;

const nullable =
  (redact: Redact): Redact =>
  (value, pseudonym) =>
    value === null ? null : redact(value, pseudonym);

/** The name of a status that is known here. Any other text may be anything, also an answer in capitals. */
const statusName: Redact = (value, pseudonym) =>
  typeof value === 'string' && statusOf(value) ? value : hashed(value, pseudonym);

/** A time in MX's format. Other formats are converted. A text that is not a time is hashed. */
const momentText: Redact = (value, pseudonym) => {
  if (typeof value !== 'string' || MOMENT.test(value)) return value;
  const ms = msOf(value);
  return Number.isFinite(ms) ? new Date(ms).toISOString() : hashed(value, pseudonym);
};

/** A path such as `reading.challenges[0].guid`. Only names of a reading are allowed. */
const fieldPath: Redact = (value, pseudonym) => {
  if (typeof value !== 'string') return undefined;
  const [first = '', second = ''] = value.replace(/\[\d{1,3}\]/g, '').split('.');
  const isKnown = first === 'reading' && Object.hasOwn(READING.properties, second);
  return isKnown ? `${first}.${second}` : hashed(value, pseudonym);
};

const ruleName: Redact = (value) =>
  typeof value === 'string' && Object.hasOwn(RULES, value) ? value : undefined;

/** How each text is written, by the name of its field. */
const TEXTS: Readonly<Record<string, Redact>> = {
  userGuid: hashed,
  memberGuid: hashed,
  guid: hashed,
  guids: hashed,
  answeredGuids: hashed,
  label: hashed,
  value: hashed,
  dataUri: hashed,
  imageData: hashed,
  message: hashed,
  jobGuid: hashed,
  connectionStatus: statusName,
  aggregatedAt: momentText,
  successfullyAggregatedAt: momentText,
  path: fieldPath,
  rule: ruleName,
};

/** Codes of MX and of HTTP. A number that cannot be a code is written as -1. */
const code: Redact = (value) =>
  Number.isInteger(value) && Math.abs(Number(value)) <= MAX_CODE ? value : -1;

const NUMBERS: Readonly<Record<string, Redact>> = { errorCode: code, status: code };

const passed: Redact = (value) => value;
const nothing: Redact = () => undefined;

function ofScalar(schema: Schema, field: string): Redact {
  const types = [schema.type ?? []].flat();
  const one: Redact = types.includes('string')
    ? (TEXTS[field] ?? nothing)
    : types.includes('integer')
      ? (NUMBERS[field] ?? passed)
      : passed;
  return types.includes('null') ? nullable(one) : one;
}

/**
 * Whether an object is plain and has no other fields than these, in this order. It can then be written as it is. A class could write
 * something else than its fields.
 */
function isWritable(given: object, names: readonly string[]): boolean {
  if (Object.getPrototypeOf(given) !== Object.prototype) return false;
  let place = 0;
  for (const name in given) {
    while (place < names.length && names[place] !== name) place++;
    if (place === names.length) return false;
  }
  return true;
}

/** The fields of an object in alphabetical order, so that equal data is written in the same way. */
function ofObject({ properties = {} }: Schema): Redact {
  const names = Object.keys(properties).sort();
  const redactors = names.map((name) => redactorOf(properties[name] as Schema, name));
  return (value, pseudonym) => {
    const given = value as Readonly<Record<string, unknown>>;
    let isSame = true;
    const shown = redactors.map((redact, index) => {
      const one = given[names[index] as string];
      const made = one === undefined ? undefined : redact(one, pseudonym);
      isSame &&= made === one;
      return made;
    });
    if (isSame && isWritable(given, names)) return given;
    const copy: Record<string, unknown> = {};
    for (const [index, one] of shown.entries())
      if (one !== undefined) copy[names[index] as string] = one;
    return copy;
  };
}

function ofList({ items = {} }: Schema, field: string): Redact {
  const redact = redactorOf(items, field);
  return (value, pseudonym) => {
    const given = value as readonly unknown[];
    const shown = given.map((item) => redact(item, pseudonym) ?? null);
    return shown.every((one, index) => one === given[index]) ? given : shown;
  };
}

/** The alternative of a schema that matches the value: `null`, the one with its `type`, or the only one. */
function ofForms(forms: readonly Schema[], field: string): Redact {
  const kinds = forms.flatMap((form) => {
    const { type } = form.properties ?? {};
    const names = type?.enum ?? (type && 'const' in type ? [type.const] : []);
    return names.map((name) => [name, redactorOf(form, field)] as const);
  });
  const byKind = new Map<unknown, Redact>(kinds);
  const only = forms.find(({ type }) => type !== 'null');
  const otherwise = byKind.size === 0 && only ? redactorOf(only, field) : nothing;
  return nullable((value, pseudonym) =>
    (byKind.get(Object(value).type) ?? otherwise)(value, pseudonym),
  );
}

/**
 * Creates a function that returns the part of a value that may be written: a copy, or the value itself if all of it may be written. The
 * value must match the schema.
 *
 * @param field The name of the field with the value. It decides how a text is written.
 */
export function redactorOf(schema: Schema, field = ''): Redact {
  if (schema.anyOf) return ofForms(schema.anyOf, field);
  if (schema.enum || 'const' in schema) return passed;
  if (schema.properties) return ofObject(schema);
  return schema.type === 'array' ? ofList(schema, field) : ofScalar(schema, field);
}
