import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMxSimulator } from '@mx-member/simulator';

/** The simulated MX over HTTP, which counts the answers that it takes. */

export interface DemoBank {
  readonly url: string;
  /** Answers that have arrived. */
  readonly received: number;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

/** @param onAnswer MX has taken an answer and has not replied yet. It replies when that resolves. */
export async function serveBank(onAnswer: (member: string) => Promise<void>): Promise<DemoBank> {
  const simulator = createMxSimulator({ step: 1_000 });
  let received = 0;

  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const body = await bodyOf(request);
    const replied = await simulator.fetch(
      new Request(`http://bank.example${url}`, {
        method,
        headers: headers as Record<string, string>,
        ...(body && { body }),
      }),
    );
    const member = /members\/([^/?]+)\/resume$/.exec(url)?.[1];
    if (member !== undefined) {
      received += 1;
      await onAnswer(member);
    }
    response.writeHead(replied.status, Object.fromEntries(replied.headers));
    response.end(await replied.text());
  }

  const server = createServer((request, response) => {
    // A caller that was killed takes its connection along.
    reply(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get received() {
      return received;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
