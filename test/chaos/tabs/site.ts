import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Mx } from '@mx-member/adapters/mx';
import { createRelay } from '@mx-member/adapters/relay';
import { createHost } from '@mx-member/host';
import { createHostHandler } from '@mx-member/host/http';
import { build } from 'esbuild';
import { ANY_LOGINS } from '../../support/any-logins.ts';
import type { Plan } from '../../world/plan.ts';

/** A site on real sockets, so that a browser behaves as it does when a connection breaks. */

/**
 * What happens to a command. `cut`: it is carried out, and its connection breaks before the reply. `lost`: its
 * connection breaks first. `late`: its connection breaks, and it is carried out some seconds later, as by a proxy
 * that keeps requests.
 */
export type Fate = 'arrives' | 'cut' | 'lost' | 'late' | 'slow';

const LATE = 5_000;
const SLOW = 1_500;

/** The page of all sites. */
export async function buildPage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    conditions: ['@mx-member/source'],
  });
  return `<!doctype html><title>Connect</title><script>${outputFiles[0]?.text}</script>`;
}

/** Whether a request is a command. Other requests only read. */
const isCommand = (path: string): boolean => /\/(answer|start|cancel|job|answers)$/.test(path);

export interface SiteOptions {
  readonly mx: Mx;
  readonly html: string;
  readonly options: Plan['options'];
  /** What happens to the next command. */
  readonly fateOf: () => Fate;
  /** Whether the servers see the key of each command. */
  readonly hasKeys: boolean;
}

/** The site of one person, with a relay and a host. */
export async function openSite({ mx, html, options, fateOf, hasKeys }: SiteOptions) {
  const callerLimits = { maxConcurrent: 10, requestsPerSecond: 1_000 };
  const served = { authorize: () => true, callerLimits, logins: ANY_LOGINS };
  const relay = createRelay(mx, { ...served, basePath: '/relay' });
  const host = await createHost({ port: mx, ...options, unsafePacing: true });
  const handler = createHostHandler(host, { ...served, basePath: '/host' });

  async function serve(asked: IncomingMessage, reply: ServerResponse): Promise<void> {
    const { method = 'GET', headers, url = '/', socket } = asked;
    if (url === '/') {
      reply.writeHead(200, { 'content-type': 'text/html' }).end(html);
      return;
    }
    let body = '';
    for await (const chunk of asked) body += chunk;
    const fate = isCommand(url) ? fateOf() : 'arrives';
    if (!hasKeys) delete headers['idempotency-key'];
    if (fate === 'lost' || fate === 'late') socket.destroy();
    if (fate === 'lost') return;
    if (fate === 'late') await wait(LATE);
    const request = new Request(new URL(url, `http://${headers.host}`), {
      method,
      headers: headers as Record<string, string>,
      ...(body && { body }),
    });
    const response = await (url.startsWith('/relay/') ? relay : handler)(request);
    const text = await response.text();
    if (fate === 'slow') await wait(SLOW);
    if (fate === 'cut') socket.destroy();
    if (!socket.destroyed)
      reply.writeHead(response.status, Object.fromEntries(response.headers)).end(text);
  }

  const server = createServer(
    (asked, reply) => void serve(asked, reply).catch(() => reply.destroy()),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      await host.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
