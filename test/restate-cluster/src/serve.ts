import { serve } from '@hono/node-server';

/** Something that answers requests, on a TCP port of its own, for clients in other processes. */
export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** @param fetch Makes the reply. It may take its time. */
export const serveFetch = (
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<Served> =>
  new Promise((resolve) => {
    const options = { fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false };
    const server = serve(options, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
  });
