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
 * What is wrong with headers, as a sentence without their values. `null` if a request can have them. The platform's own
 * error would quote a value.
 */
export function invalidHeaders(headers: Readonly<Record<string, string>>): string | null {
  const invalid = Object.entries(headers).find(([name, value]) => !isHeader(name, value));
  if (!invalid) return null;
  const [name] = invalid;
  return isHeader(name, '')
    ? `The header ${name} has a value that cannot be sent (line break or letter outside Latin-1).`
    : 'A header has an invalid name.';
}

/** The error for an invalid header from your own function or object. The same call would fail every time. */
export const badHeader = (path: string, message: string): MxError =>
  new MxError('badReturn', { path, message });

/** Whether an error was thrown by setting a header. The runtimes use different messages, but all are of these types. */
export const isHeaderError = (thrown: unknown): boolean =>
  thrown instanceof TypeError && /\bheaders?\b|bytestring|8859-1/i.test(thrown.message);
