import { expect, test } from 'vitest';
import { createGate } from '../../../packages/cli/src/serve/gate.ts';

const ask = (gate: ReturnType<typeof createGate>, path: string) =>
  gate(new Request(`http://localhost${path}`, { headers: { host: 'localhost' } }));

test('while members are restored health says how many, callers are asked to try again, and then it serves', async () => {
  let restored = 0;
  let handler: ((request: Request) => Promise<Response>) | null = null;
  const gate = createGate({ publicHosts: [], restored: () => restored, handler: () => handler });
  restored = 41_000;
  const health = await ask(gate, '/healthz');
  expect([health.status, await health.json()]).toEqual([
    503,
    { status: 'starting', restored: 41_000 },
  ]);
  const early = await ask(gate, '/users/USR-1/members/MBR-1');
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await early.json()).toMatchObject({ code: 'unreachable' });

  handler = async () => new Response('served');
  expect((await ask(gate, '/healthz')).status).toBe(200);
  expect(await (await ask(gate, '/users/USR-1/members/MBR-1')).text()).toBe('served');
});
