import type { TraceHash } from '@mx-member/machine/trace';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** How many bytes of a hash are shown: 96 bits, enough that a billion texts do not share a pseudonym. */
const SHOWN = 12;
const LEAST_KEY = 16;
const OWN_KEY = 32;
/** How many pseudonyms are cached. A bank asks the same questions again and again. */
const REMEMBERED = 10_000;

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes.subarray(0, SHOWN)))
    .replaceAll('+', '-')
    .replaceAll('/', '_');

/**
 * The digest of a record in a trace: SHA-256, the first 96 bits, in base64url.
 */
export const traceDigest = (text: string): string => base64url(sha256(utf8ToBytes(text)));

/**
 * Creates the two functions that a trace needs. A pseudonym is `~` and the first 96 bits of an HMAC-SHA-256. Without
 * the key, nobody can test whether a guid, a question or a phone number is in a trace. A step is synchronous and the
 * HMAC of Web Crypto is not, so the hash is computed here.
 *
 * @param key At least 16 bytes. With the same key, traces of several programs have the same pseudonyms. Keep it apart
 *   from the traces. @default 32 random bytes that are not stored
 * @throws {TypeError} for a shorter key.
 */
export function createTraceHash(
  key: Uint8Array = crypto.getRandomValues(new Uint8Array(OWN_KEY)),
): TraceHash {
  if (!(key instanceof Uint8Array) || key.length < LEAST_KEY)
    throw new TypeError(`createTraceHash: the key must have at least ${LEAST_KEY} bytes.`);
  const keyed = key.slice();
  const known = new Map<string, string>();
  return {
    pseudonym(text) {
      const before = known.get(text);
      if (before !== undefined) return before;
      const made = `~${base64url(hmac(sha256, keyed, utf8ToBytes(text)))}`;
      if (known.size >= REMEMBERED) known.clear();
      known.set(text, made);
      return made;
    },
    digest: traceDigest,
  };
}
