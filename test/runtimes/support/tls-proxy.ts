import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

/**
 * A proxy that ends TLS with its own certificate, as most servers have in front of them. The server behind it sees
 * plain HTTP, the server's own address as the host, and none of the headers that only new browsers send.
 */
export async function startTlsProxy() {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
  });
  let behind = '';
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).filter(([name]) => !/^(sec-.*|host)$/.test(name)),
    );
    const target = new URL(incoming.url ?? '/', behind);
    const passedOn = request(target, { method: incoming.method, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    passedOn.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(passedOn);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    /** The address that browsers see. */
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    /** Sets the server behind the proxy. */
    passTo: (url: string) => {
      behind = url;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
