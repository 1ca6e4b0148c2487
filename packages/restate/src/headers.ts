function isHeader(name: string, value: string): boolean {
  try {
    new Headers([[name, value]]);
    return true;
  } catch {
    return false;
  }
}

/**
 * What is wrong with headers, as a sentence that quotes no value; `null` when a request can hold them. The platform's own
 * words would quote it.
 */
export function flawOfHeaders(headers: Readonly<Record<string, string>>): string | null {
  const flaw = Object.entries(headers).find(([name, value]) => !isHeader(name, value));
  if (!flaw) return null;
  const [name] = flaw;
  return isHeader(name, '')
    ? `The header ${name} holds what no header can hold, such as a line break or a letter outside Latin-1.`
    : 'A header has a name that no header can have.';
}
