import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createMx } from '@mx-member/adapters/mx';
import { createHost, createMemoryStore } from '@mx-member/host';
import { createMembersHandler } from '@mx-member/host/http';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID, type MxSimulatorOptions } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { ANY_LOGINS } from '../support/any-logins.ts';

/** A page with MX's widget on real sockets, the simulated MX behind it, and between them a proxy or a host. */

/** How the connection to the page breaks. `head`: after the head of the reply. `none`: without a reply, after the request took effect. `before`: before it did. */
export type Cut = 'head' | 'none' | 'before';

/** What the page was sent, and what MX was sent. */
export interface Ledger {
  /** Attempts to log in at the bank: new members, new credentials and starts that MX has carried out. */
  readonly logins: number;
  /** Answers that MX accepted. */
  readonly answers: number;
  /** Requests with answers that reached MX. */
  readonly sends: number;
  /** Answers that MX refused. */
  readonly refused: number;
  /** Requests to MX about the member. */
  readonly requests: number;
}

const KEY = `Basic ${Buffer.from(`${DEFAULT_CLIENT_ID}:${DEFAULT_API_KEY}`).toString('base64')}`;
/** The time of a step of the bank, in ms. */
const STEP = 1_500;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

/** @param script The bundled page. */
export async function openSite(
  script: string,
  options: Pick<MxSimulatorOptions, 'conflictNamesMember'> = {},
) {
  const bank = await serveMxSimulator({ step: STEP, conflictNamesMember: true, ...options });
  const sent: { readonly method: string; readonly path: string; readonly status: number }[] = [];
  const toMx = async (input: Request): Promise<Response> => {
    const { pathname: path } = new URL(input.url);
    const reply = await fetch(input);
    sent.push({ method: input.method, path, status: reply.status });
    return reply;
  };
  const mx = createMx({
    clientId: DEFAULT_CLIENT_ID,
    apiKey: DEFAULT_API_KEY,
    environment: new URL(bank.url),
    fetch: toMx,
  });
  const { userGuid } = await mx.createUser();
  sent.length = 0;
  const store = createMemoryStore();
  let isSignedIn = true;
  const openHost = async () => {
    const host = await createHost({ port: mx, directory: mx, store });
    const jobs = ['aggregate', 'verify'] as const;
    return {
      host,
      handle: createMembersHandler({
        host,
        mx,
        userOf: () => (isSignedIn ? { userGuid } : 'signedOut'),
        jobs,
        basePath: '/api/mx',
        logins: ANY_LOGINS,
      }),
    };
  };
  let server = await openHost();
  /** How the connection of the next request that matches breaks. */
  let cut: { readonly on: RegExp; readonly how: Cut } | null = null;
  let isDown = false;

  const html = `<!doctype html><html lang="en"><title>Connect</title><main></main><script type="module" src="/page.js"></script></html>`;

  /** The reply to a request of the page. */
  async function answer(asked: IncomingMessage, body: string): Promise<Response> {
    const { pathname, search } = new URL(asked.url ?? '/', 'http://site');
    const { method = 'GET', headers } = asked;
    const given = { method, ...(body && { body }) };
    if (pathname.startsWith('/api/mx/'))
      return server.handle(
        new Request(new URL(asked.url ?? '/', `http://${headers.host}`), {
          ...given,
          headers: headers as Record<string, string>,
        }),
      );
    const path = pathname.slice('/mx'.length).replace('/USER', `/users/${userGuid}`);
    return toMx(
      new Request(`${bank.url}${path}${search}`, {
        ...given,
        headers: {
          authorization: KEY,
          'accept-version': 'v20250224',
          accept: 'application/json',
          'content-type': 'application/json',
        },
      }),
    );
  }

  async function serve(asked: IncomingMessage, reply: ServerResponse): Promise<void> {
    const { pathname } = new URL(asked.url ?? '/', 'http://site');
    if (!/^\/(api\/)?mx\//.test(pathname)) {
      const [type, content] =
        pathname === '/page.js' ? ['text/javascript', script] : ['text/html', html];
      reply
        .writeHead(pathname === '/favicon.ico' ? 404 : 200, { 'content-type': type })
        .end(content);
      return;
    }
    const body = await bodyOf(asked);
    if (isDown) return void asked.socket.destroy();
    const how = cut?.on.test(`${asked.method} ${pathname}`) ? cut.how : null;
    if (how) cut = null;
    if (how === 'before') return void asked.socket.destroy();
    const response = await answer(asked, body);
    const text = await response.text();
    if (how === 'none') return void asked.socket.destroy();
    const type = response.headers.get('content-type') ?? 'application/json';
    if (how === 'head') {
      reply.writeHead(response.status, { 'content-type': type, 'content-length': '50000' });
      reply.flushHeaders();
      await wait(50);
      return void asked.socket.destroy();
    }
    reply.writeHead(response.status, Object.fromEntries(response.headers)).end(text);
  }

  const listener = createServer(
    (asked, reply) => void serve(asked, reply).catch(() => reply.destroy()),
  );
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const members = () => [
    ...bank.simulator.bank.members(bank.simulator.bank.user(userGuid)).values(),
  ];

  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    bank: bank.simulator.bank,
    faults: bank.simulator.faults,
    members,
    cutNext(on: RegExp, how: Cut) {
      cut = { on, how };
    },
    /** Creates a member before the page opens. */
    createMember: (password: string) =>
      mx.createMember({
        userGuid,
        institutionCode: 'mxbank',
        credentials: [
          { guid: 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1', value: 'mxuser' },
          { guid: 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d', value: password },
        ],
      }),
    deleteMember: (memberGuid: string) => mx.deleteMember({ member: { userGuid, memberGuid } }),
    signOut() {
      isSignedIn = false;
    },
    /** Ends the server, and starts it again after a while. */
    async restart(pause: number) {
      isDown = true;
      await server.host.close();
      await wait(pause);
      server = await openHost();
      isDown = false;
    },
    ledger(): Ledger {
      const ofMembers = sent.filter(({ path }) => path.includes('/members'));
      const received = members().map((one) => one.received);
      const sum = (of: (one: (typeof received)[number]) => number) =>
        received.reduce((total, one) => total + of(one), 0);
      return {
        logins: sum(({ starts }) => starts.filter(({ result }) => result === 'started').length),
        answers: sum(({ answers }) => answers.length),
        sends: sent.filter(({ path }) => path.endsWith('/resume')).length,
        refused: sum(({ refusedAnswers }) => refusedAnswers),
        requests: ofMembers.length,
      };
    },
    async close() {
      const closed = once(listener, 'close');
      listener.close();
      listener.closeAllConnections();
      await closed;
      await server.host.close();
      await bank.close();
    },
  };
}

export type Site = Awaited<ReturnType<typeof openSite>>;
