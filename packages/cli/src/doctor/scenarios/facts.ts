import type { RecordedCall } from './recorder.ts';

/** Facts about a bank, without personal values: names, HTTP statuses and types of fields. */

/** `same`: both banks must show the same. `within`: MX may show less, because it is polled less often than the simulator. */
type Kind = 'same' | 'within';

export interface Fact {
  readonly what: string;
  readonly kind: Kind;
  readonly values: ReadonlySet<string>;
}

export class FactBook {
  readonly #facts = new Map<string, { readonly kind: Kind; readonly values: Set<string> }>();

  note(what: string, value: string, kind: Kind = 'same'): void {
    const fact = this.#facts.get(what) ?? { kind, values: new Set() };
    this.#facts.set(what, fact);
    fact.values.add(value);
  }

  get all(): readonly Fact[] {
    return [...this.#facts].map(([what, fact]) => ({ what, ...fact }));
  }

  find(what: string): Fact | undefined {
    return this.all.find((fact) => fact.what === what);
  }
}

/** A name from MX, such as a status. Anything else could be a personal value. */
export const nameOf = (value: unknown): string =>
  value === null || (typeof value === 'string' && /^[A-Z_]{1,40}$/.test(value))
    ? String(value)
    : `not a name (${typeof value})`;

type Fields = Readonly<Record<string, unknown>>;

/** The member inside a body. */
export const memberIn = (body: unknown): Fields => Object(Object(body).member) as Fields;

const flagOf = (value: unknown, yes: string, no: string): string =>
  value === true ? yes : value === false ? no : `${yes}: not said`;

/** The state of a member in a few words: `CHALLENGED, job runs`. */
export const memberShown = (member: Fields): string =>
  `${nameOf(member.connection_status)}, ${flagOf(member.is_being_aggregated, 'job runs', 'idle')}`;

/** The reply to a request in a few words: `HTTP 202, RESUMED, job runs`. */
export function replyShown({ status, body }: RecordedCall): string {
  if (status === null) return 'no answer';
  const member = memberIn(body);
  return 'connection_status' in member
    ? `HTTP ${status}, ${memberShown(member)}`
    : `HTTP ${status}`;
}

/** A moment as MX writes it: ISO 8601 in UTC (D-FMT). */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

function formOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return MOMENT.test(value) ? 'moment' : 'text';
  return typeof value;
}

const isName = (name: string): boolean => /^[a-z][a-z0-9_]{0,40}$/i.test(name);

/** Notes the type of each field of a response, or that it is missing. */
export function noteForms(facts: FactBook, { endpoint, status, body }: RecordedCall): void {
  if (status === null || status >= 300) return;
  const visit = (value: unknown, path: string): void => {
    const form = formOf(value);
    facts.note(`${endpoint}: ${path}`, form, 'within');
    if (form === 'list') for (const item of value as readonly unknown[]) visit(item, `${path}[]`);
    if (form !== 'object') return;
    for (const [name, one] of Object.entries(value as object))
      visit(one, `${path}.${isName(name) ? name : '?'}`);
  };
  for (const [name, value] of Object.entries(Object(body)))
    if (name !== 'pagination') visit(value, isName(name) ? name : '?');
}
