import { openPostgres } from '@mx-member/host/postgres';
import { newSchema } from '../support/pglite.ts';
import type { Subject } from './contract.ts';
import { subjectOf } from './in-process.ts';

export async function inPostgres(): Promise<Subject> {
  const { schema, pool, remove } = await newSchema();
  return subjectOf(() => openPostgres(pool, { schema }), remove);
}
