import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { createEndpointHandler, type EndpointOptions } from '@restatedev/restate-sdk';

/** A worker in this process, with one of two transports. */

export type Transport = 'HTTP/2' | 'HTTP/1.1';

export interface Worker {
  readonly url: string;
  readonly port: number;
  /** Closes all connections at once, as if the process had died. */
  kill(): Promise<void>;
}

/** @param port 0 for a free TCP port. */
export async function startWorker(
  services: EndpointOptions['services'],
  transport: Transport = 'HTTP/2',
  port = 0,
): Promise<Worker> {
  // Attempts that are interrupted on purpose are not logged.
  const options = { services, logger: () => {} };
  const server =
    transport === 'HTTP/2'
      ? createHttp2Server(createEndpointHandler({ ...options, bidirectional: true }))
      : createServer(createEndpointHandler({ ...options, bidirectional: false }));
  const open = new Set<Socket | ServerHttp2Session>();
  for (const event of ['connection', 'session'])
    server.on(event, (one: Socket | ServerHttp2Session) => {
      open.add(one);
      one.once('close', () => open.delete(one));
      one.on('error', () => {});
    });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    port: actual,
    async kill() {
      const closed = once(server, 'close');
      server.close();
      for (const one of open) one.destroy();
      await closed;
    },
  };
}
