import type { RowCipher } from './encrypted-store.ts';

/** Encryption with AES-256-GCM of Web Crypto. */

/** A key for {@link createCipher}. */
export interface CipherKey {
  /**
   * Identifies the key in each row, for example by the month in which it was made: letters, digits, `-` and `_`. Never
   * reuse one.
   */
  readonly id: string;
  /** 32 random bytes, for example `crypto.getRandomValues(new Uint8Array(32))`. Keep them in a vault. */
  readonly key: Uint8Array;
}

/** The length of a key, and of the random number of each row, in bytes. */
const KEY = 32;
const NONCE = 12;

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

async function importKeys(keys: readonly CipherKey[]): Promise<ReadonlyMap<string, CryptoKey>> {
  const imported = new Map<string, CryptoKey>();
  for (const { id, key } of keys) {
    if (!/^[\w-]+$/.test(id))
      throw new TypeError(
        'createCipher: the id of a key must consist of letters, digits, - and _.',
      );
    if (imported.has(id)) throw new TypeError('createCipher: two keys have the same id.');
    if (!(key instanceof Uint8Array) || key.length !== KEY)
      throw new TypeError(`createCipher: a key must be a Uint8Array of ${KEY} bytes.`);
    const usages = ['encrypt', 'decrypt'] as const;
    const bytes = Uint8Array.from(key);
    imported.set(id, await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, usages));
  }
  return imported;
}

/**
 * Creates a cipher for `encryptStore`. Each text is bound to its row, so a row that was copied over another one does
 * not decrypt.
 *
 * To rotate keys, put a new key before the old ones. Remove an old key when no row uses it anymore, which is after the
 * retention.
 *
 * @param keys The first key encrypts. All of them decrypt.
 * @throws {TypeError} without keys, or for an invalid key.
 */
export async function createCipher(keys: readonly CipherKey[]): Promise<RowCipher> {
  const known = await importKeys(keys);
  const [newest] = known;
  if (!newest) throw new TypeError('createCipher: at least one key is needed.');
  const [id, key] = newest;
  const parameters = (iv: Uint8Array<ArrayBuffer>, context: string) => ({
    name: 'AES-GCM',
    iv,
    additionalData: bytesOf(context),
  });
  return {
    async encrypt(text, context) {
      const iv = crypto.getRandomValues(new Uint8Array(NONCE));
      const sealed = await crypto.subtle.encrypt(parameters(iv, context), key, bytesOf(text));
      return `${id}.${toBase64(iv)}.${toBase64(new Uint8Array(sealed))}`;
    },
    async decrypt(sealed, context) {
      const [ofKey = '', iv = '', text = ''] = sealed.split('.');
      const found = known.get(ofKey);
      if (!found) throw Object.assign(new Error('No key has this id.'), { name: 'UnknownKey' });
      const opened = await crypto.subtle.decrypt(
        parameters(fromBase64(iv), context),
        found,
        fromBase64(text),
      );
      return new TextDecoder().decode(opened);
    },
  };
}
