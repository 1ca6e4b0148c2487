/** Reads the operations of MX's file as plain facts. Sentences of the file are not kept. */

/** Facts by place: `GET /users · 200 · users[].guid` is `string`. */
export type Facts = ReadonlyMap<string, string>;

type Node = Readonly<Record<string, unknown>>;

/** The separator between the parts of a key. */
export const SEPARATOR = ' · ';
const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

const nodeOf = (value: unknown): Node => Object(value) as Node;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** An address without the names of its parameters, because MX changes those. */
export const addressOf = (path: string): string => path.replace(/\{[^}]*\}/g, '{}');

/** Collects the facts of one document. */
class Collector {
  readonly #document: Node;
  readonly #facts = new Map<string, string>();

  constructor(document: Node) {
    this.#document = document;
  }

  get facts(): Facts {
    return this.#facts;
  }

  /** Adds all operations of one address or webhook. */
  addOperations(name: string, item: unknown): void {
    const { parameters, ...rest } = this.#resolve(item);
    for (const method of METHODS.filter((one) => Object.hasOwn(rest, one)))
      this.#addOperation(
        `${method.toUpperCase()} ${name}`,
        nodeOf(rest[method]),
        listOf(parameters),
      );
  }

  #addOperation(name: string, operation: Node, shared: readonly unknown[]): void {
    this.#facts.set(name, 'operation');
    for (const one of [...shared, ...listOf(operation.parameters)]) this.#addParameter(name, one);
    if (operation.requestBody)
      this.#addBody([name, 'request'], operation.requestBody, { isRequest: true });
    for (const [status, response] of Object.entries(nodeOf(operation.responses)))
      this.#addBody([name, status], response, { isRequest: false });
  }

  #addParameter(operation: string, value: unknown): void {
    const { name, in: place, required, schema } = this.#resolve(value);
    if (place === 'path') return;
    const at = [operation, `${place} ${name}`];
    this.#set(at, required === true ? 'required' : 'optional');
    this.#addSchema(at, '', schema, { isRequest: true, seen: [] }, required === true);
  }

  #addBody(at: readonly string[], value: unknown, how: { readonly isRequest: boolean }): void {
    const content = Object.values(nodeOf(this.#resolve(value).content));
    this.#set(at, content.length > 0 ? 'body' : 'empty');
    for (const one of content) this.#addSchema(at, '', nodeOf(one).schema, { ...how, seen: [] });
  }

  #addSchema(
    at: readonly string[],
    path: string,
    value: unknown,
    how: { readonly isRequest: boolean; readonly seen: readonly unknown[] },
    isRequired = false,
  ): void {
    const schema = this.#resolve(value);
    if (how.seen.includes(schema)) return;
    const below = { ...how, seen: [...how.seen, schema] };
    for (const part of ['allOf', 'oneOf', 'anyOf'])
      for (const one of listOf(schema[part])) this.#addSchema(at, path, one, below, isRequired);
    const type = this.#typeOf(schema);
    if (type !== '')
      this.#set([...at, path], type + (how.isRequest && isRequired ? ', required' : ''));
    for (const one of listOf(schema.enum))
      if (one !== null) this.#set([...at, path, `= ${one}`], 'value');
    if (schema.items) this.#addSchema(at, `${path}[]`, schema.items, below);
    const required = listOf(schema.required);
    for (const [name, property] of Object.entries(nodeOf(schema.properties)))
      this.#addSchema(
        at,
        path === '' ? name : `${path}.${name}`,
        property,
        below,
        required.includes(name),
      );
  }

  /** The type as text. `string?` may be null. */
  #typeOf({ type, nullable, enum: values, format }: Node): string {
    const types = [type].flat().filter((one) => typeof one === 'string');
    if (types.length === 0) return '';
    const isNullable = nullable === true || types.includes('null') || listOf(values).includes(null);
    const named = types.filter((one) => one !== 'null').join(' or ');
    return `${named}${typeof format === 'string' ? ` (${format})` : ''}${isNullable ? '?' : ''}`;
  }

  #set(at: readonly string[], fact: string): void {
    this.#facts.set(at.filter((part) => part !== '').join(SEPARATOR), fact);
  }

  /** Follows references within the document. */
  #resolve(value: unknown): Node {
    const { $ref } = nodeOf(value);
    if (typeof $ref !== 'string') return nodeOf(value);
    const parts = $ref.replace(/^#\//, '').split('/');
    const found = parts.reduce<unknown>(
      (node, part) => nodeOf(node)[part.replaceAll('~1', '/').replaceAll('~0', '~')],
      this.#document,
    );
    return this.#resolve(found);
  }
}

/** All facts of a document. Webhooks are operations whose address is their name. */
export function factsOf(document: unknown): Facts {
  const { paths, webhooks } = nodeOf(document);
  const collector = new Collector(nodeOf(document));
  for (const [path, item] of Object.entries(nodeOf(paths)))
    collector.addOperations(addressOf(path), item);
  for (const [name, item] of Object.entries(nodeOf(webhooks)))
    collector.addOperations(`webhook ${name}`, item);
  return collector.facts;
}

/** The operation that a fact is about. */
export const operationOf = (key: string): string => key.split(SEPARATOR)[0] ?? '';
