import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createMx } from '@mx-member/adapters/mx';
import { createRelay } from '@mx-member/adapters/relay';
import { createHost } from '@mx-member/host';
import { createHostHandler } from '@mx-member/host/http';
import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { build } from 'esbuild';
import { created } from '../../support/acts.ts';
import { ANY_LOGINS } from '../../support/any-logins.ts';
import { credentials } from '../../support/simulated.ts';
import type { AskedTab } from './page.ts';
import type { Fate, RunLog } from './run-log.ts';

/** A site on real sockets, so that a browser behaves as it does when a connection breaks. */

/** One run, as the site knows it. */
export interface Run {
  readonly source: AskedTab['source'];
  readonly log: RunLog;
  /** What happens to the next command. */
  fateOf(): Fate;
}

const LATE = 5_000;
const SLOW = 1_500;
const FAST = {
  pacing: { first: 100, spread: 0, busy: 300, busyMost: 300, needsUser: 400, needsUserMost: 400 },
  unsafePacing: true,
};

async function pageOf(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    conditions: ['@mx-member/source'],
  });
  return `<!doctype html><title>Connect</title><main></main><script>${outputFiles[0]?.text}</script>`;
}

/** The command of a request; `null` for a request that only reads. */
function commandOf(path: string): string | null {
  return /\/(answer|start|cancel|job|answers)$/.exec(path)?.[1] ?? null;
}

/** @param options.hasKeys Whether the servers see the key of each command. */
export async function openSite({ hasKeys }: { readonly hasKeys: boolean }) {
  const html = await pageOf();
  /** By the guid of the member. */
  const runs = new Map<string, Run>();
  const simulator = createMxSimulator({ step: 150 });
  /** The key of the current command. */
  const underWay = new AsyncLocalStorage<string>();
  const mx = createMx({
    clientId: DEFAULT_CLIENT_ID,
    apiKey: DEFAULT_API_KEY,
    environment: new URL('https://mx.example'),
    requestsPerSecond: 1_000_000,
    maxConcurrent: 1_000,
    async fetch(request) {
      const response = await simulator.fetch(request);
      const [, member = '', call = ''] = /members\/([^/]+)\/(.+)/.exec(request.url) ?? [];
      const run = runs.get(member);
      // What a host sends by itself belongs to no request.
      const key = run?.source === 'relay' ? underWay.getStore() : undefined;
      if (request.method !== 'GET') run?.log.reachedMx(key ?? 'host', call, response.status);
      return response;
    },
  });
  const authorize = () => true;
  const callerLimits = { maxConcurrent: 10, requestsPerSecond: 1_000 };
  const served = { authorize, callerLimits, logins: ANY_LOGINS };
  const relay = createRelay(mx, { ...served, basePath: '/relay' });
  const host = await createHost({ port: mx, ...FAST });
  const handler = createHostHandler(host, { ...served, basePath: '/host' });

  async function serve(asked: IncomingMessage, reply: ServerResponse): Promise<void> {
    const { pathname } = new URL(asked.url ?? '/', 'http://site');
    if (pathname.startsWith('/run/')) {
      reply.writeHead(200, { 'content-type': 'text/html' }).end(html);
      return;
    }
    const [, member = '', tab = ''] =
      /\/run\/([^/]+)\/(\w+)/.exec(asked.headers.referer ?? '') ?? [];
    const run = runs.get(member);
    if (!run) {
      reply.writeHead(404).end();
      return;
    }
    let body = '';
    for await (const chunk of asked) body += chunk;
    const command = commandOf(pathname);
    const key = String(asked.headers['idempotency-key']).slice(0, 8);
    const fate = command === null ? 'arrives' : run.fateOf();
    const { method = 'GET', headers } = asked;
    if (!hasKeys) delete headers['idempotency-key'];
    const make = () => {
      const request = new Request(new URL(asked.url ?? '/', `http://${headers.host}`), {
        method,
        headers: headers as Record<string, string>,
        ...(body && { body }),
      });
      return underWay.run(key, () => (pathname.startsWith('/relay/') ? relay : handler)(request));
    };
    if (command) run.log.came(tab, command, key, fate, asked.socket.remotePort);
    if (fate === 'lost' || fate === 'late') asked.socket.destroy();
    if (fate === 'lost') return;
    if (fate === 'late') await wait(LATE);
    const response = await make();
    const text = await response.text();
    if (fate === 'slow') await wait(SLOW);
    if (fate === 'late') return;
    if (fate === 'cut') {
      asked.socket.destroy();
      return;
    }
    reply.writeHead(response.status, Object.fromEntries(response.headers)).end(text);
    if (!asked.socket.destroyed) run.log.replied(key);
  }

  const server = createServer(
    (asked, reply) => void serve(asked, reply).catch(() => reply.destroy()),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    /** Creates a member that MX asks in two rounds. */
    async begin(run: Run, storage: AskedTab['storage']) {
      const { source } = run;
      const { userGuid } = await mx.createUser();
      const { member, reading } = await mx.createMember({
        userGuid,
        institutionCode: 'mxbank',
        credentials: credentials('simulate:options,token'),
      });
      runs.set(member.memberGuid, run);
      const asked: AskedTab = {
        source,
        storage,
        input: { member, job: 'aggregate', act: created(reading), ...(source === 'relay' && FAST) },
      };
      return {
        addressOf: (tab: string) =>
          `${address}/run/${member.memberGuid}/${tab}#${encodeURIComponent(JSON.stringify(asked))}`,
        /** What the bank has received, which decides. */
        received: () => simulator.bank.member(member.memberGuid).received,
      };
    },
    async close() {
      await host.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
