import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createMxSimulator, type MxSimulator } from '@mx-member/simulator';

/**
 * The simulator over HTTP, with two habits of MX: for a while after it took an answer it shows the old question, and its
 * replies take time. It counts how often each answer arrives.
 */

/** How long a reply to answers takes, and any other at most, in ms: time in which the caller can be killed. */
const REPLY = 60;
const MAX_REPLY = 40;
/** The longest that the old question is shown, in ms; and how long a step of a job takes, which must be longer. */
const MAX_STALE = 2_000;
const STEP = 2_200;

/** An answer as clients give it: `correct#17`. The bank takes `correct`, and counts number 17. */
const TAG = /#(\d+)/g;

export interface ServedBank {
  readonly url: string;
  readonly simulator: MxSimulator;
  /** How often each answer arrived, by its number. */
  readonly arrivals: ReadonlyMap<string, number>;
  /** Requests whose reply is not sent yet. */
  readonly open: ReadonlySet<{
    readonly type: 'submit' | 'start' | 'poll';
    readonly member: string;
  }>;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

/** @param onSubmit Answers of a member have arrived, and the reply is not sent yet. */
export function serveBank(
  random: () => number,
  onSubmit: (member: string) => void,
): Promise<ServedBank> {
  const simulator = createMxSimulator({ step: STEP, mostDenied: Number.POSITIVE_INFINITY });
  const arrivals = new Map<string, number>();
  const open = new Set<{ type: 'submit' | 'start' | 'poll'; member: string }>();

  /** For a while reads show the member as it was. */
  async function showOld(member: string): Promise<void> {
    const stop = simulator.faults.add({ member, fault: { kind: 'stale' } });
    await wait(random() * MAX_STALE);
    stop();
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const member = /members\/([^/?]+)/.exec(url)?.[1] ?? '';
    const type = url.endsWith('/resume') ? 'submit' : method === 'POST' ? 'start' : 'poll';
    const own = { type, member } as const;
    open.add(own);
    try {
      const body = await bodyOf(request);
      for (const [, number = ''] of body.matchAll(TAG))
        arrivals.set(number, (arrivals.get(number) ?? 0) + 1);
      const reply = await simulator.fetch(
        new Request(`http://bank.test${url}`, {
          method,
          headers: headers as Record<string, string>,
          ...(body && { body: body.replaceAll(TAG, '') }),
        }),
      );
      if (type === 'submit') {
        if (reply.ok) void showOld(member);
        onSubmit(member);
      }
      await wait(type === 'submit' ? REPLY : random() * MAX_REPLY);
      response.writeHead(reply.status, Object.fromEntries(reply.headers));
      response.end(await reply.text());
    } finally {
      open.delete(own);
    }
  }

  const server = createServer((request, response) => {
    // A caller that was killed takes its connection along.
    answer(request, response).catch(() => response.destroy());
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const close = () =>
        new Promise<void>((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        });
      resolve({ url: `http://127.0.0.1:${port}`, simulator, arrivals, open, close });
    });
  });
}
