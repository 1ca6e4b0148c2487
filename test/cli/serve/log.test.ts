import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { errorFields } from '../../../packages/cli/src/serve/log.ts';

test('the log says why SQLite failed, and quotes no value', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('create table member (record text); pragma max_page_count = 2');
  const insert = database.prepare('insert into member values (?)');
  let thrown: unknown;
  try {
    insert.run('a secret '.repeat(10_000));
  } catch (error) {
    thrown = error;
  }
  expect(errorFields(thrown)).toMatchObject({
    code: 'ERR_SQLITE_ERROR',
    reason: 'database or disk is full',
  });
  expect(JSON.stringify(errorFields(thrown))).not.toContain('secret');
});
