import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { portError } from '../common/errors.ts';

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Where to listen. */
export interface ListenOptions {
  readonly port: number;
  /** @default '127.0.0.1' */
  readonly address?: string;
  /** The option that chooses the port, for an error. @default '--port' */
  readonly option?: string;
}

/** How long the headers, and the whole request, may take, in ms. Reading a body has a shorter limit of its own. */
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 60_000;

/**
 * Starts a server. By default it listens on this computer only.
 * @throws {CliError} if the port is in use or not allowed.
 */
export function listen(
  { port, address = '127.0.0.1', option }: ListenOptions,
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({
      fetch,
      port,
      hostname: address,
      overrideGlobalObjects: false,
      serverOptions: {
        headersTimeout: HEADERS_TIMEOUT,
        requestTimeout: REQUEST_TIMEOUT,
        connectionsCheckingInterval: HEADERS_TIMEOUT / 2,
      },
    }) as Server;
    server.once('error', (error) => reject(portError(error, port, option)));
    server.once('listening', () => {
      const { port: actual } = server.address() as AddressInfo; // Always an AddressInfo, because the server listens on a port.
      resolve({
        url: `http://${address.includes(':') ? `[${address}]` : address}:${actual}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeIdleConnections();
            // Idle clients must not keep the server open.
            setTimeout(() => server.closeAllConnections(), 500).unref();
          }),
      });
    });
  });
}
