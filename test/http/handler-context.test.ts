import { createRelay } from '@mx-member/adapters/relay';
import { createHost } from '@mx-member/host';
import { createHostHandler, type RequestHandler } from '@mx-member/host/http';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { OriginOptions } from '../../packages/http/src/origin.ts';
import { Bank } from '../support/bank.ts';

/** What the three handlers have in common: a context, and which pages may call. */

interface Session {
  readonly name: string;
}

type Ask = (request: Request, call: unknown, options: { readonly context: Session }) => boolean;

/** Each handler, with a request that reaches `authorize`. */
const HANDLERS: Readonly<
  Record<
    string,
    (
      options: OriginOptions & { readonly authorize: Ask },
    ) => Promise<{ readonly handler: RequestHandler<Session>; readonly request: () => Request }>
  >
> = {
  createHostHandler: async (options) => ({
    handler: createHostHandler<Session>(await newHost(), options),
    request: () => new Request('https://app.test/users/USR-1/members/MBR-1'),
  }),
  createRelay: async (options) => ({
    handler: createRelay<Session>(new Bank(), options),
    request: () =>
      new Request('https://app.test/users/USR-1/members/MBR-1/status', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
  }),
};

async function newHost() {
  const host = await createHost({ port: new Bank() });
  onTestFinished(() => host.close());
  return host;
}

const EVERY = Object.keys(HANDLERS);

async function open(name: string, options: OriginOptions = {}) {
  const authorize = vi.fn<Ask>(() => true);
  const opened = await HANDLERS[name]?.({ ...options, authorize });
  if (!opened) throw new Error(name);
  const send = (headers: Record<string, string> = {}, method?: string) => {
    const asked = method ? new Request(opened.request().url, { method }) : opened.request();
    for (const [header, value] of Object.entries(headers)) asked.headers.set(header, value);
    return opened.handler(asked, { name: 'ada' });
  };
  return { authorize, send };
}

test.each(EVERY)('%s passes its second argument to authorize', async (name) => {
  const { authorize, send } = await open(name);
  await send();
  expect(authorize.mock.lastCall?.[2].context).toEqual({ name: 'ada' });
});

test.each(EVERY)('%s refuses a page of another site, before it asks who calls', async (name) => {
  const { authorize, send } = await open(name);
  for (const headers of [
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'null' },
  ]) {
    const response = await send(headers as Record<string, string>);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ type: expect.stringMatching(/#other-site$/) });
  }
  expect(authorize).not.toHaveBeenCalled();
});

test.each(EVERY)('%s serves its own pages, and programs that are not a browser', async (name) => {
  const { authorize, send } = await open(name);
  await send({ origin: 'https://app.test', 'sec-fetch-site': 'same-origin' });
  await send({ origin: 'https://proxy.example', 'sec-fetch-site': 'same-origin' });
  await send();
  expect(authorize).toHaveBeenCalledTimes(3);
});

test.each(['createHostHandler'])('%s serves a person who types its address', async (name) => {
  const { authorize, send } = await open(name);
  await send({ 'sec-fetch-site': 'none' });
  expect(authorize).toHaveBeenCalledTimes(1);
});

test.each(EVERY)('%s lets pages of an allowed origin call and read', async (name) => {
  const { authorize, send } = await open(name, { allowedOrigins: ['https://shop.example'] });
  const headers = { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' };
  const preflight = await send(headers, 'OPTIONS');
  expect(preflight.status).toBe(204);
  const response = await send(headers);
  for (const { headers: replied } of [preflight, response])
    expect(replied.get('access-control-allow-origin')).toBe('https://shop.example');
  expect(authorize).toHaveBeenCalledTimes(1);
});

test.each(EVERY)('%s uses `publicUrl` behind a proxy', async (name) => {
  const { authorize, send } = await open(name, { publicUrl: 'https://public.example' });
  await send({ origin: 'https://public.example' });
  expect(authorize).toHaveBeenCalledTimes(1);
  expect((await send({ origin: 'https://app.test' })).status).toBe(403);
  await expect(open(name, { publicUrl: 'public.example' })).rejects.toThrow(
    `${name}: \`publicUrl\` must be`,
  );
});
