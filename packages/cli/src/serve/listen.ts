import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { portError } from '../common/errors.ts';

/** A server that listens on this machine. */
export interface Listening {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1.
 * @throws {CliError} when the port cannot be had.
 */
export function listenOnLoopback(
  port: number,
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: '127.0.0.1', overrideGlobalObjects: false });
    server.once('error', (error) => reject(portError(error, port)));
    server.once('listening', () => {
      const { port: actual } = server.address() as AddressInfo; // Of a server that listens on a port.
      resolve({
        url: `http://127.0.0.1:${actual}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeIdleConnections' in server) server.closeIdleConnections();
            // A client that has its response does not keep the server open.
            if ('closeAllConnections' in server)
              setTimeout(() => server.closeAllConnections(), 500).unref();
          }),
      });
    });
  });
}
