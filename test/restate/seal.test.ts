import { createOpen, createSeal, createSealKeys } from '@mx-member/restate';
import { describe, expect, test } from 'vitest';
import { memberOf } from '../support/bank.ts';

const FOR = { member: memberOf(1), guid: 'CHA-1', lifecycle: 1_000, prompt: 1 };

describe('a sealed answer', () => {
  test('is opened with the private key, with any characters', async () => {
    const { publicKey, privateKey } = await createSealKeys();
    const [seal, open] = [await createSeal(publicKey), await createOpen([privateKey])];
    for (const value of [
      'correct',
      '',
      ' spaces at the end  ',
      '"quoted\\"',
      '🦦 漢字',
      'x'.repeat(4096),
    ])
      expect(await open(await seal(value, FOR), FOR)).toBe(value);
  });

  test('is not opened for another member, question, lifecycle or prompt', async () => {
    const { publicKey, privateKey } = await createSealKeys();
    const sealed = await (await createSeal(publicKey))('correct', FOR);
    const open = await createOpen([privateKey]);
    for (const other of [
      { ...FOR, guid: 'CHA-2' },
      { ...FOR, prompt: 2 },
      { ...FOR, lifecycle: 2_000 },
      { member: FOR.member, guid: FOR.guid },
      { ...FOR, member: memberOf(2) },
      { ...FOR, member: { userGuid: 'USR-1/MBR-1', memberGuid: 'x' } },
    ])
      await expect(open(sealed, other)).rejects.toThrow('another member, challenge or prompt');
  });

  test('reveals neither the length of the answer nor that two answers are equal', async () => {
    const seal = await createSeal((await createSealKeys()).publicKey);
    const sealed = await Promise.all(
      ['1', '1', '314159', '🦦 漢字'].map((value) => seal(value, FOR)),
    );
    expect(new Set(sealed.map(({ length }) => length)).size).toBe(1);
    expect(new Set(sealed).size).toBe(4);
  });

  test('is refused if it was changed', async () => {
    const { publicKey, privateKey } = await createSealKeys();
    const sealed = await (await createSeal(publicKey))('correct', FOR);
    const open = await createOpen([privateKey]);
    const changed = sealed.replace(
      /\.(.)([^.]*)$/,
      (_, first, rest) => `.${first === 'A' ? 'B' : 'A'}${rest}`,
    );
    await expect(open(changed, FOR)).rejects.toThrow();
  });
});

describe('keys', () => {
  test('that cannot seal are refused by createSeal without being quoted', async () => {
    const { publicKey, privateKey } = await createSealKeys();
    await expect(createSeal(privateKey)).rejects.toThrow('this is the private key');
    for (const wrong of [
      { ...publicKey, x: 'SECRET' },
      { ...publicKey, crv: 'Ed25519' },
      { kty: 'oct', k: 'SECRET', kid: 'one' },
    ])
      await expect(createSeal(wrong)).rejects.toThrow(
        new TypeError('createSeal: the key cannot seal. Create keys with createSealKeys.'),
      );
  });

  test('can be rotated while the worker has both', async () => {
    const [older, newer] = [await createSealKeys(), await createSealKeys()];
    const open = await createOpen([newer.privateKey, older.privateKey]);
    for (const { publicKey } of [older, newer])
      expect(await open(await (await createSeal(publicKey))('correct', FOR), FOR)).toBe('correct');
    const sealed = await (await createSeal(older.publicKey))('correct', FOR);
    const rotated = await createOpen([newer.privateKey]);
    await expect(rotated(sealed, FOR)).rejects.toThrow(`an unknown key, ${older.publicKey.kid}.`);
  });

  test('without a kid are refused, and so are private keys for sealing', async () => {
    const { publicKey, privateKey } = await createSealKeys();
    const { kid: _, ...anonymous } = publicKey;
    await expect(createSeal(anonymous)).rejects.toThrow('no kid');
    await expect(createOpen([])).rejects.toThrow('at least one key');
    expect(publicKey).not.toHaveProperty('d');
    expect(privateKey).toHaveProperty('d');
  });
});
