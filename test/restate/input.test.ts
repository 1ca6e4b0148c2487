import { createOpen, createSealKeys } from '@mx-member/restate';
import { expect, onTestFinished, test, vi } from 'vitest';
import { query } from './support/admin.ts';
import { hasEnded, MEMBER, needsAnswers, startCluster } from './support/cluster.ts';
import { quickBank } from './support/quick.ts';

const json = JSON.stringify;

/** Invalid input of a caller: the handler, the body, and the status of the reply. */
const WRONG: readonly (readonly [
  what: string,
  handler: string,
  body: string | undefined,
  status: number,
])[] = [
  ['invalid JSON', 'start', '{"job":', 400],
  ['no object', 'start', '"aggregate"', 400],
  ['an unknown job', 'start', json({ job: 'rob' }), 400],
  ['an unknown field', 'start', json({ job: 'aggregate', rob: true }), 400],
  [
    'another member',
    'start',
    json({ job: 'aggregate', member: { userGuid: 'a', memberGuid: 'b' }, after: -1 }),
    400,
  ],
  ['invalid JSON', 'answer', '{"answers":[{"guid":"a","value":SECRET', 400],
  [
    'an answer in the clear',
    'answer',
    json({ answers: [{ guid: 'a', value: 'SECRET' }], prompt: 1 }),
    400,
  ],
  [
    'an answer in both forms',
    'answer',
    json({ answers: [{ guid: 'a', sealed: 'x', value: 'SECRET' }], prompt: 1 }),
    400,
  ],
  ['no list of answers', 'answer', json({ answers: 'SECRET', prompt: 1 }), 400],
  ['no answers', 'answer', '{}', 400],
  ['no body', 'answer', 'null', 400],
  ['no prompt', 'answer', json({ answers: [], prompt: 'SECRET' }), 400],
  [
    'an answer that is too long',
    'answer',
    json({ answers: [{ guid: 'a', sealed: 'x'.repeat(40_000) }], prompt: 1 }),
    400,
  ],
  ['invalid JSON', 'next', '[', 400],
  ['no revision', 'next', json({ wait: 10 }), 400],
  ['a wait that is too long', 'next', json({ revision: 1, wait: 1e9 }), 400],
  ['invalid JSON', 'cancel', '{"a":SECRET', 400],
  ['invalid JSON', 'view', '{"a":SECRET', 400],
  ['invalid JSON', 'hint', '{"a":SECRET', 400],
];

test('invalid input is refused once without being quoted, and does not block the member', async (context) => {
  const bank = quickBank();
  const cluster = await startCluster(context, { port: bank });
  await cluster.start();
  const view = await cluster.until(needsAnswers);
  for (const [what, handler, body, status] of WRONG) {
    const reply = await cluster.call(handler, body);
    expect([what, handler, reply.status]).toEqual([what, handler, status]);
    expect(reply.text).not.toContain('SECRET');
  }
  const running = await query(
    cluster.admin,
    `SELECT target FROM sys_invocation WHERE target_service_name = '${cluster.name}' AND target_handler_name <> 'wake' AND status NOT IN ('completed', 'scheduled')`,
  );
  expect(running).toEqual([]);
  await cluster.answer(view);
  expect(await cluster.until(hasEnded)).toMatchObject({ state: 'connected' });
  expect(bank.received).toHaveLength(1);
});

test('every call for an unknown member is notFound', async (context) => {
  const { call, host } = await startCluster(context, { port: quickBank() });
  const replies = [
    call('hint'),
    call('cancel'),
    call('next', json({ revision: 1, wait: 10 })),
    call('answer', json({ answers: [], prompt: 1 })),
  ];
  for (const { status } of await Promise.all(replies)) expect(status).toBe(404);
  // Every creation asks for an unknown member. An error would be a warning with a stack in the worker's log.
  expect(await call('view')).toEqual({ status: 200, text: 'null' });
  await expect(host.view(MEMBER)).rejects.toMatchObject({ code: 'notFound' });
});

test('a key that is not a member’s is refused', async (context) => {
  const { ingress, name } = await startCluster(context, { port: quickBank() });
  for (const key of ['USR-1', 'a/', '/b', 'a/b/c', '%']) {
    const response = await fetch(`${ingress}/${name}/${encodeURIComponent(key)}/start`, {
      method: 'POST',
      body: json({ job: 'aggregate' }),
      headers: { 'content-type': 'application/json' },
    });
    expect([key, response.status]).toEqual([key, 400]);
  }
});

test('a caller cannot send the object’s own messages', async (context) => {
  const cluster = await startCluster(context, { port: quickBank(), onEnded: () => {} });
  await cluster.start();
  for (const handler of ['wake', 'poll', 'listen', 'unlisten', 'forget'])
    expect((await cluster.call(handler, '{}')).status).toBeGreaterThanOrEqual(400);
  const { ingress, name } = cluster;
  const deliver = await fetch(`${ingress}/${name}Ended/deliver`, { method: 'POST', body: '{}' });
  expect(deliver.status).toBeGreaterThanOrEqual(400);
});

test('a worker without the private key logs which one is missing, and the user is asked again', async (context) => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  const open = await createOpen([(await createSealKeys()).privateKey]);
  const cluster = await startCluster(context, { port: quickBank(), open });
  await cluster.start();
  const { prompt, ...view } = await cluster.until(needsAnswers);
  await cluster.answer({ prompt, ...view });
  await cluster.until((later) => needsAnswers(later) && later.prompt > prompt);
  expect(log.mock.calls.map(([line]) => String(line).trim())).toEqual([
    expect.stringMatching(
      /^mx-member createMemberService: open \(no private key [\w-]{43}\): UnknownKeyError$/,
    ),
  ]);
});
