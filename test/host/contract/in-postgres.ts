import { openPostgres } from '@mx-member/host/postgres';
import type { StepTracer } from '@mx-member/machine/trace';
import { newSchema } from '../support/pglite.ts';
import { subjectOf } from './in-process.ts';
import type { Subject } from './subject.ts';

export async function inPostgres(trace: StepTracer): Promise<Subject> {
  const { schema, pool, remove } = await newSchema();
  return subjectOf(trace, () => openPostgres(pool, { schema }), remove);
}
