const WIDTH = 100;

/** Objects and lists on one line, with spaces as the formatter of this repository writes them. */
function flat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${flat(item)}`,
  );
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** What fits on a line is on one; the rest has one entry a line. */
function layout(value: unknown, indent: string, before: number): string {
  const line = flat(value);
  const isSimple = typeof value !== 'object' || value === null;
  if (isSimple || (indent !== '' && before + line.length <= WIDTH)) return line;
  const inner = `${indent}  `;
  const [open, close, items] = Array.isArray(value)
    ? ['[', ']', value.map((item) => ['', item] as const)]
    : [
        '{',
        '}',
        Object.entries(value).map(([key, item]) => [`${JSON.stringify(key)}: `, item] as const),
      ];
  // One more for the comma.
  const lines = items.map(
    ([name, item], index) =>
      `${inner}${name}${layout(item, inner, inner.length + name.length + Number(index < items.length - 1))}`,
  );
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

/** A value as a JSON file, laid out as the formatter of this repository does. */
export const toJson = (value: unknown): string =>
  `${layout(JSON.parse(JSON.stringify(value)), '', 0)}\n`;
