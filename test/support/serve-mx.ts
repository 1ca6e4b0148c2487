import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A simulated MX over HTTP, on a TCP port of its own, for clients in other processes. */
export interface ServedMx {
  readonly url: string;
  close(): Promise<void>;
}

/** A request to MX, with its body. */
export interface MxRequest {
  readonly method: string;
  /** The path and the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

/** The request in the form that a simulator's `fetch` takes. */
export const toFetch = ({ method, path, headers, body }: MxRequest): Request =>
  new Request(`http://bank.test${path}`, { method, headers, ...(body && { body }) });

/** @param answer Makes the reply. It may take its time. */
export async function serveMx(
  answer: (request: MxRequest) => Promise<Response>,
): Promise<ServedMx> {
  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const replied = await answer({
      method,
      path: url,
      headers: headers as Record<string, string>,
      body: await bodyOf(request),
    });
    response.writeHead(replied.status, Object.fromEntries(replied.headers));
    response.end(await replied.text());
  }
  const server = createServer((request, response) => {
    // A caller that was killed closes its connection.
    reply(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
