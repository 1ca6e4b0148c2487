import type { AddressInfo } from 'node:net';
import { type HttpBindings, serve } from '@hono/node-server';
import type { AttackedBank } from '@mx-member/simulator/world';

/** A bank that listens on a free TCP port of 127.0.0.1. */
export interface ServedBank {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a bank over HTTP. A lost reply is a connection that is dropped. */
export function serveBank(bank: AttackedBank): Promise<ServedBank> {
  const answer = async (request: Request, env: unknown): Promise<Response> => {
    const reply = await bank.answer(request);
    if (reply) return reply;
    (env as HttpBindings).incoming.socket.destroy();
    return new Response(null, { status: 502 });
  };
  return new Promise((resolve, reject) => {
    const server = serve({
      fetch: answer,
      port: 0,
      hostname: '127.0.0.1',
      overrideGlobalObjects: false,
    });
    server.once('error', reject);
    server.once('listening', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      });
    });
  });
}
