import { MxError } from '@mx-member/machine/step';

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
export function invalidHeaders(headers: Readonly<Record<string, string>>): string | null {
  const invalid = Object.entries(headers).find(([name, value]) => !isHeader(name, value));
  if (!invalid) return null;
  const [name] = invalid;
  return isHeader(name, '')
    ? `The header ${name} holds what no header can hold, such as a line break or a letter outside Latin-1.`
    : 'A header has a name that no header can have.';
}

/** A function or an object of yours gives what no request can hold: the same call would fail each time. */
export const badHeader = (path: string, message: string): MxError =>
  new MxError('badReturn', { path, message });

/** True for what setting a header has thrown. Every runtime has its own words; all are about one of these. */
export const isHeaderError = (thrown: unknown): boolean =>
  thrown instanceof TypeError && /\bheaders?\b|bytestring|8859-1/i.test(thrown.message);
