const encoder = new TextEncoder();

/** The `Authorization` header of HTTP Basic authentication (RFC 7617), with UTF-8. */
export const basicAuth = (username: string, password: string): string =>
  `Basic ${btoa(String.fromCharCode(...encoder.encode(`${username}:${password}`)))}`;

const digest = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)));

/** Compares two secrets by their digests, in constant time, so that the time does not reveal where they differ. */
export async function isSameSecret(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([digest(a), digest(b)]);
  return (
    left.reduce((difference, byte, index) => difference | (byte ^ Number(right[index])), 0) === 0
  );
}
