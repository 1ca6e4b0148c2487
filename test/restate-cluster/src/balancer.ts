import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One address for all workers, like the load balancer of a cluster. Each connection goes to the next living worker. */
export interface Balancer {
  readonly url: string;
  /** The TCP ports of the living workers. */
  readonly ports: Set<number>;
  close(): Promise<void>;
}

export async function startBalancer(): Promise<Balancer> {
  const ports = new Set<number>();
  const sockets = new Set<Socket>();
  let turn = 0;
  const server = createServer((caller) => {
    const port = [...ports][turn++ % ports.size];
    if (port === undefined) {
      caller.destroy();
      return;
    }
    const worker = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [caller, worker],
      [worker, caller],
    ] as const) {
      sockets.add(one);
      one.setNoDelay(true);
      one.pipe(other);
      one.on('error', () => {});
      one.once('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ports,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
