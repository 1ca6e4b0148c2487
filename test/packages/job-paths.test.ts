import { afterAll, expect, test, vi } from 'vitest';
import { credentials } from '../support/simulated.ts';

/** The path that starts a job stands in one table, which everything reads that sends, serves or judges a start. */

// Files of tests share a worker, which may have loaded the readers with the real table.
vi.resetModules();
vi.doMock(import('../../packages/http/src/web/job-paths.ts'), async (original) => {
  const { JOB_PATHS } = await original();
  return { JOB_PATHS: { ...JOB_PATHS, check_balance: 'balance_refresh' as never } };
});
const { createMx } = await import('@mx-member/adapters/mx');
const { createMxSimulator } = await import('@mx-member/simulator');
const { callOf } = await import('../../packages/simulator/src/world/requests.ts');
const { createMx: createFileMx } = await import('../../scripts/one-file/mx.ts');
afterAll(() => {
  vi.doUnmock(import('../../packages/http/src/web/job-paths.ts'));
  vi.resetModules();
});

test('a job whose path is not its name is sent, served and judged by the table', async () => {
  const simulator = createMxSimulator({ clientId: 'id', apiKey: 'key' });
  const paths: string[] = [];
  const fetch = (request: Request) => {
    paths.push(new URL(request.url).pathname);
    return simulator.fetch(request);
  };
  const keys = { clientId: 'id', apiKey: 'key', fetch };
  const mx = createMx({ ...keys, environment: 'integration' });
  const file = createFileMx({ ...keys, address: 'https://int-api.mx.com' });
  const user = await mx.createUser();
  const made = { institutionCode: 'mxbank', credentials: credentials('correct') };
  const { member } = await mx.createMember({ ...user, ...made });
  await simulator.skip('1m');
  for (const client of [mx, file])
    expect(await client.startJob({ member, job: 'check_balance' })).toMatchObject({
      isBeingAggregated: true,
    });
  const at = `/users/${member.userGuid}/members/${member.memberGuid}/balance_refresh`;
  expect(paths.slice(-2)).toEqual([at, at]);
  expect(callOf('POST', at)).toBe('start');
});
