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

/**
 * Answers are sealed where they arrive, and opened by the worker that sends them. Restate and its disk never see them
 * in the clear.
 */

const ALG = 'ECDH-ES';
const ENC = 'A256GCM';

/** Pads answers to multiples of this many bytes, so that all answers of a usual length look equally long. */
const PADDED_TO = 512;
const SPACE = 32;

/** What a sealed answer is bound to. */
export interface SealedFor {
  readonly member: MemberId;
  /** The challenge that the answer is for. */
  readonly guid: string;
  /**
   * When the lifecycle was started, in ms since 1970. An answer for an earlier lifecycle is refused. @default not bound
   * to a lifecycle
   */
  readonly lifecycle?: number;
  /**
   * The `prompt` of the view. An answer to an earlier prompt with the same guid is refused. @default not bound to a
   * prompt
   */
  readonly prompt?: number;
}

/** Seals an answer. */
export type Seal = (value: string, sealedFor: SealedFor) => Promise<string>;

/**
 * Opens a sealed answer. `createMx` accepts it too. Workers pass a `signal`, which aborts after a time limit.
 *
 * @throws when the answer was sealed for another member, challenge, lifecycle or prompt.
 */
export type Open = (
  sealed: string,
  sealedFor: SealedFor & { readonly signal?: AbortSignal },
) => string | Promise<string>;

/** A pair of keys as JWK (RFC 7517), which is JSON that a vault can store. */
export interface SealKeys {
  /** For `createSeal`, in the processes where answers arrive. */
  readonly publicKey: JWK;
  /** For `createOpen`, in the workers only. */
  readonly privateKey: JWK;
}

/** Creates a pair of keys. Their `kid` is the thumbprint (RFC 7638). */
export async function createSealKeys(): Promise<SealKeys> {
  const pair = await generateKeyPair(ALG, { crv: 'X25519', extractable: true });
  const [publicKey, privateKey] = await Promise.all([
    exportJWK(pair.publicKey),
    exportJWK(pair.privateKey),
  ]);
  const kid = await calculateJwkThumbprint(publicKey);
  return { publicKey: { ...publicKey, kid }, privateKey: { ...privateKey, kid } };
}

/** An answer was sealed with a key that the worker does not have. */
export class UnknownKeyError extends Error {
  override readonly name = 'UnknownKeyError';
  readonly kid: string;
  /** @param kid From outside, so it is not quoted if it does not look like an id. */
  constructor(kid: unknown) {
    const named = /^[\w-]{1,64}$/.exec(String(kid))?.[0] ?? '(not an id)';
    super(`The answer was sealed with an unknown key, ${named}.`);
    this.kid = named;
  }
}

/** What an answer is bound to, as one text. */
const placeOf = ({ member, guid, lifecycle, prompt }: SealedFor): string =>
  JSON.stringify([objectKeyOf(member), guid, lifecycle ?? null, prompt ?? null]);

/**
 * The content to seal: what the answer is bound to, then the answer. It is padded by bytes, because letters differ in
 * length.
 */
function contentOf(value: string, sealedFor: SealedFor): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify([placeOf(sealedFor), value]));
  // JSON ignores trailing spaces.
  const padded = new Uint8Array(Math.ceil(text.length / PADDED_TO) * PADDED_TO).fill(SPACE);
  padded.set(text);
  return padded;
}

/**
 * Creates a function that seals answers with the public key: JWE (RFC 7516), ECDH-ES with X25519 and A256GCM. Each
 * answer is padded, and bound to its member, challenge, lifecycle and prompt.
 *
 * @throws {TypeError} for a key without `kid`, a private key, or a key that cannot seal.
 */
export async function createSeal(publicKey: JWK): Promise<Seal> {
  const { kid } = publicKey;
  if (!kid) throw new TypeError('createSeal: the key has no kid. Create keys with createSealKeys.');
  if ('d' in publicKey)
    throw new TypeError(
      'createSeal: this is the private key, which belongs only to the workers. Pass the public key.',
    );
  const imported = importJWK(publicKey, ALG);
  const encrypt = async (content: Uint8Array): Promise<string> =>
    new CompactEncrypt(content)
      .setProtectedHeader({ alg: ALG, enc: ENC, kid })
      .encrypt(await imported);
  // Makes a key of another kind fail here, and not at a user's first answer.
  await encrypt(new Uint8Array()).catch(() => {
    throw new TypeError('createSeal: the key cannot seal. Create keys with createSealKeys.');
  });
  return (value, sealedFor) => encrypt(contentOf(value, sealedFor));
}

/**
 * Creates a function that opens answers that were sealed with any of these keys.
 *
 * To rotate keys: give the workers the new key beside the old one, then seal with the new key, and remove the old key
 * an hour later.
 *
 * @throws {TypeError} without keys, or for a key without `kid`.
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
        if (!key) throw new UnknownKeyError(kid);
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
