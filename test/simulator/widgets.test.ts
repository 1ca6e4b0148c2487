import { expect, test } from 'vitest';
import { simulated, V2 } from '../support/simulated.ts';

/** The addresses of MX's Connect Widget, and the page that stands in for it. */

interface Posted {
  readonly type: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const decoded = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** A person in the widget, without a browser. */
async function visit(asked: Readonly<Record<string, unknown>> = {}) {
  const world = simulated();
  const user = await world.createUser();
  const request = async (more = {}) => {
    const widget_url = { widget_type: 'connect_widget', ...asked, ...more };
    const reply = await world.call('POST', `/users/${user}/widget_urls`, { widget_url });
    return reply.body.widget_url;
  };
  const open = async (url: string, init?: RequestInit) => {
    const response = await world.simulator.fetch(url, init);
    const html = await response.text();
    const [, messages = '[]'] = /data-messages="([^"]*)"/.exec(html) ?? [];
    const [, next = ''] = /(\/widget\/visit\/[^"]+)"/.exec(html) ?? [];
    const fields = [...html.matchAll(/name="(CRD-[^"]+)"/g)].map(([, guid = '']) => guid);
    const posted = JSON.parse(decoded(messages)) as readonly Posted[];
    return { status: response.status, html, posted, fields, next: new URL(next, url).href };
  };
  const submit = (page: Awaited<ReturnType<typeof open>>, values: readonly string[]) =>
    open(page.next, {
      method: 'POST',
      body: new URLSearchParams(page.fields.map((guid, index) => [guid, values[index] ?? ''])),
    });
  return { ...world, user, request, open, submit };
}

const typesOf = ({ posted }: { readonly posted: readonly Posted[] }) =>
  posted.map(({ type }) => type);

test('an address opens once, and for ten minutes', async () => {
  const { request, open, pass } = await visit();
  const { url, type } = await request();
  expect(type).toBe('connect_widget');
  expect((await open(url)).status).toBe(200);
  expect((await open(url)).status).toBe(410);
  const late = await request();
  pass(600_001);
  expect((await open(late.url)).status).toBe(410);
});

test('a person logs in and answers, and the page around the widget hears of each step', async () => {
  const { user, request, open, submit, pass, simulator } = await visit();
  const first = await open((await request()).url);
  expect(first.posted).toMatchObject([
    {
      mx: true,
      type: 'mx/connect/loaded',
      metadata: { initial_step: 'enterCreds', user_guid: user },
    },
  ]);
  const working = await submit(first, ['mxuser', 'challenge']);
  expect(typesOf(working)).toEqual([
    'mx/connect/enterCredentials',
    'mx/connect/memberStatusUpdate',
  ]);
  expect(typesOf(await open(working.next))).toEqual([]);
  pass(1_000);
  const asked = await open(working.next);
  expect(asked.posted.map(({ metadata }) => metadata.connection_status)).toEqual([3]);
  const answered = await submit(asked, ['correct']);
  expect(typesOf(answered)).toEqual(['mx/connect/submitMFA', 'mx/connect/memberStatusUpdate']);
  pass(1_000);
  const done = await open(answered.next);
  const [member] = [...simulator.bank.members(simulator.bank.user(user)).values()];
  expect(done.posted.at(-1)).toMatchObject({
    type: 'mx/connect/memberConnected',
    metadata: { user_guid: user, member_guid: member?.guid, session_guid: expect.any(String) },
  });
});

test('the page says that a password is wrong, and the widget of a member takes a new one', async () => {
  const { user, request, open, submit, pass, simulator } = await visit();
  const working = await submit(await open((await request()).url), ['mxuser', 'INVALID']);
  pass(1_000);
  const failed = await open(working.next);
  expect(failed.posted.at(-1)).toMatchObject({
    type: 'mx/connect/memberError',
    metadata: { member: { connection_status: 2 } },
  });
  const [member] = [...simulator.bank.members(simulator.bank.user(user)).values()];
  const again = await open((await request({ current_member_guid: member?.guid })).url);
  const updated = await submit(again, ['mxuser', 'correct']);
  expect(typesOf(updated)).toContain('mx/connect/updateCredentials');
  pass(1_000);
  expect(typesOf(await open(updated.next))).toContain('mx/connect/memberConnected');
});

test('the deprecated address is in v20111101 alone, and a widget of another user is refused', async () => {
  const { user, call, send, createUser, createMember } = await visit();
  const path = `/users/${user}/connect_widget_url`;
  expect((await send('POST', path, { config: {} }, V2)).status).toBe(404);
  const { user: replied } = (await call('POST', path, { config: {} })).body;
  expect(replied).toMatchObject({
    guid: user,
    connect_widget_url: expect.stringMatching(/\/widget\//),
  });
  const other = await createMember(await createUser(), 'correct');
  const current_member_guid = other.body.member.guid;
  const foreign = { widget_url: { widget_type: 'connect_widget', current_member_guid } };
  expect((await call('POST', `/users/${user}/widget_urls`, foreign)).status).toBe(404);
});

test('a form of another site is refused', async () => {
  const { request, open, simulator } = await visit();
  const page = await open((await request()).url);
  const response = await simulator.fetch(page.next, {
    method: 'POST',
    headers: { origin: 'https://evil.example' },
    body: new URLSearchParams({ [page.fields[0] ?? '']: 'mxuser' }),
  });
  expect(response.status).toBe(403);
});
