import type { MemberId } from '@mx-member/machine/step';
import {
  CompactEncrypt,
  calculateJwkThumbprint,
  compactDecrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { objectKeyOf } from './key.ts';

/** Answers are sealed where they arrive, and opened by the worker that sends them: Restate and its disk see neither. */

const ALG = 'ECDH-ES';
const ENC = 'A256GCM';

/** All answers of a usual length look equally long. */
const PADDED_TO = 512;
const SPACE = 32;

/** What a sealed answer belongs to. */
export interface SealedFor {
  readonly member: MemberId;
  /** The challenge that it answers. */
  readonly guid: string;
  /** When the lifecycle was started, in ms since 1970: an answer of an earlier lifecycle is refused. @default of no lifecycle */
  readonly lifecycle?: number;
  /** `prompt` of the view: an answer to an earlier prompt with the same guid is refused. @default of no prompt */
  readonly prompt?: number;
}

/** Seals an answer. */
export type Seal = (value: string, sealedFor: SealedFor) => Promise<string>;

/**
 * Opens a sealed answer; `createMx` takes one too. Workers give it a `signal`, which aborts when its time is up.
 * @throws when it was sealed for another member, challenge, lifecycle or prompt.
 */
export type Open = (
  sealed: string,
  sealedFor: SealedFor & { readonly signal?: AbortSignal },
) => string | Promise<string>;

/** Keys as JWK (RFC 7517), JSON that can be kept in a vault. */
export interface SealKeys {
  /** For `createSeal`, where answers arrive. */
  readonly publicKey: JWK;
  /** For `createOpen`, in the workers alone. */
  readonly privateKey: JWK;
}

/** Makes a pair of keys. Its `kid` is its thumbprint (RFC 7638). */
export async function createSealKeys(): Promise<SealKeys> {
  const pair = await generateKeyPair(ALG, { crv: 'X25519', extractable: true });
  const [publicKey, privateKey] = await Promise.all([
    exportJWK(pair.publicKey),
    exportJWK(pair.privateKey),
  ]);
  const kid = await calculateJwkThumbprint(publicKey);
  return { publicKey: { ...publicKey, kid }, privateKey: { ...privateKey, kid } };
}

/** Where an answer belongs, as one text. */
const placeOf = ({ member, guid, lifecycle, prompt }: SealedFor): string =>
  JSON.stringify([objectKeyOf(member), guid, lifecycle ?? null, prompt ?? null]);

/** In an order of its own: where it belongs, then the answer. Padded by bytes, because letters differ in theirs. */
function contentOf(value: string, sealedFor: SealedFor): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify([placeOf(sealedFor), value]));
  // JSON ignores the spaces at its end.
  const padded = new Uint8Array(Math.ceil(text.length / PADDED_TO) * PADDED_TO).fill(SPACE);
  padded.set(text);
  return padded;
}

/**
 * Seals answers with the public key: JWE (RFC 7516), ECDH-ES with X25519 and A256GCM. Each is bound to where it belongs, and
 * padded.
 * @throws {TypeError} for a key without `kid`, a private key, or one that cannot seal.
 */
export async function createSeal(publicKey: JWK): Promise<Seal> {
  const { kid } = publicKey;
  if (!kid) throw new TypeError('createSeal: the key has no kid. Make one with createSealKeys.');
  if ('d' in publicKey)
    throw new TypeError('createSeal: this is the private key, which the workers alone have.');
  const imported = importJWK(publicKey, ALG);
  const encrypt = async (content: Uint8Array): Promise<string> =>
    new CompactEncrypt(content)
      .setProtectedHeader({ alg: ALG, enc: ENC, kid })
      .encrypt(await imported);
  // A key of another kind fails here, and not with the first answer of a user.
  await encrypt(new Uint8Array()).catch(() => {
    throw new TypeError('createSeal: the key cannot seal. Make one with createSealKeys.');
  });
  return (value, sealedFor) => encrypt(contentOf(value, sealedFor));
}

/**
 * Opens answers that were sealed with any of these keys. To rotate: give the workers the new key beside the old key, then seal
 * with the new key, and remove the old key an hour later.
 * @throws {TypeError} for a key without `kid`, or none at all.
 */
export async function createOpen(privateKeys: readonly JWK[]): Promise<Open> {
  if (privateKeys.length === 0 || privateKeys.some(({ kid }) => !kid))
    throw new TypeError('createOpen: give at least one key, each with its kid.');
  const keys = new Map(
    await Promise.all(
      privateKeys.map(async (jwk) => [jwk.kid, await importJWK(jwk, ALG)] as const),
    ),
  );
  return async (sealed, sealedFor) => {
    const { plaintext } = await compactDecrypt(
      sealed,
      ({ kid }) => {
        const key = keys.get(kid);
        if (!key) throw new TypeError('The answer was sealed with a key that is not known here.');
        return key;
      },
      { keyManagementAlgorithms: [ALG], contentEncryptionAlgorithms: [ENC] },
    );
    const [place, value] = JSON.parse(new TextDecoder().decode(plaintext));
    if (place !== placeOf(sealedFor) || typeof value !== 'string')
      throw new TypeError('The answer was sealed for another member, challenge or prompt.');
    return value;
  };
}
