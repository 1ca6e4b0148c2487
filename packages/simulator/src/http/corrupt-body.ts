import { TYPE_NUMBERS } from './bodies.ts';
import type { FaultRule } from './fault-rules.ts';

type Edit = (record: Record<string, unknown>) => Record<string, unknown>;

/** Edits the object inside a body such as `{"member": {…}}`, or each object in `{"members": […]}`. */
function change(json: string, edit: Edit): string {
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inside);
    return value !== null && typeof value === 'object' ? edit({ ...value }) : value;
  };
  let body: unknown;
  try {
    body = JSON.parse(json);
  } catch {
    return json; // Another fault has already corrupted it.
  }
  const entries = Object.entries(Object(body));
  return JSON.stringify(
    Object.fromEntries(
      entries.map(([key, value]) => [key, key === 'pagination' ? value : inside(value)]),
    ),
  );
}

const NUMBERS = new Map<string, number>(Object.entries(TYPE_NUMBERS));

const withNumbers = (json: string) =>
  json.replace(/"type":"(\w+)"/g, (whole, type: string) => {
    const number = NUMBERS.get(type);
    return number === undefined ? whole : `"type":${number}`;
  });

const without =
  (fields: readonly string[]): Edit =>
  (record) =>
    Object.fromEntries(Object.entries(record).filter(([key]) => !fields.includes(key)));

/** Applies a fault to a body. `undefined` if the fault does not concern bodies. */
function corrupted(body: string, fault: FaultRule['fault']): string | undefined {
  switch (fault.kind) {
    case 'malformed':
      return '<html><body><h1>Bad Gateway</h1></body></html>';
    case 'truncated':
      return body.slice(0, Math.floor(body.length / 2));
    case 'omit':
      return change(body, without(fault.fields));
    case 'add':
      return change(body, (record) => ({ ...record, ...fault.fields }));
    case 'integerTypes':
      return withNumbers(body);
    default:
      return undefined;
  }
}

/** The response with another body. `undefined` if the fault does not concern it. */
export async function corruptBody(
  answer: Response,
  fault: FaultRule['fault'],
): Promise<Response | undefined> {
  if (!answer.body) return undefined;
  const body = corrupted(await answer.clone().text(), fault);
  if (body === undefined) return undefined;
  const isHtml = fault.kind === 'malformed';
  const type = isHtml ? 'text/html' : (answer.headers.get('content-type') ?? 'application/json');
  return new Response(body, {
    status: isHtml ? 200 : answer.status,
    headers: { 'content-type': type },
  });
}
