import { expect, test } from 'vitest';
import { redactorOf } from '../../../packages/machine/src/trace/allowlist.ts';

const redact = redactorOf({
  properties: {
    code: { type: 'integer' },
    guid: { type: 'string' },
    running: { type: 'boolean' },
    times: { type: 'array', items: { type: 'integer' } },
  },
});
const pseudonym = (text: string) => `~${text.length}`;
const written = (value: unknown) => JSON.stringify(redact(value, pseudonym));

test('equal data is written in the same way, whatever the order of its fields', () => {
  expect(written({ running: true, code: 1 })).toBe('{"code":1,"running":true}');
  expect(written({ code: 1, running: true })).toBe('{"code":1,"running":true}');
});

test('a text is a pseudonym among values that are written as they are', () => {
  expect(written({ code: 1, guid: 'MBR-1', times: [1, 2] })).toBe(
    '{"code":1,"guid":"~5","times":[1,2]}',
  );
});

test('a field that no schema names is not written, before or after the others', () => {
  expect(written({ answer: 'Berlin', code: 1 })).toBe('{"code":1}');
  expect(written({ code: 1, zip: '10115' })).toBe('{"code":1}');
});

test('an object that writes itself as something else is copied', () => {
  class Told {
    readonly code = 1;
    toJSON() {
      return { code: this.code, answer: 'Berlin' };
    }
  }
  expect(written(new Told())).toBe('{"code":1}');
  expect(
    written(Object.create({ answer: 'Berlin' }, { code: { value: 1, enumerable: true } })),
  ).toBe('{"code":1}');
});

test('a status is written if it is one of MX, and any other text in capitals is a pseudonym', () => {
  const status = redactorOf({ type: ['string', 'null'] }, 'connectionStatus');
  expect(status('CHALLENGED', pseudonym)).toBe('CHALLENGED');
  expect(status('HUNTER', pseudonym)).toBe('~6');
  expect(status(null, pseudonym)).toBeNull();
});
