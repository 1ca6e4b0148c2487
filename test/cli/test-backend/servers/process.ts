/** A server with a timer for each member in a process. The arguments are the factor by which its waits are shorter, and a mistake with dashes. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import type { Job } from './sample/job.ts';
import type { Reply } from './sample/sample.ts';
import { timers } from './sample/timers.ts';

const { MX_BASE_URL, MX_CLIENT_ID, MX_API_KEY, PORT, TEST_BACKEND_DIR } = process.env;
const [, , speed = '1', mistake = ''] = process.argv;
const basic = Buffer.from(`${MX_CLIENT_ID}:${MX_API_KEY}`).toString('base64');
const file = join(TEST_BACKEND_DIR ?? '.', 'members.json');

function load(): Record<string, Job> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

export const backend = timers({
  speed: Number(speed),
  has: (name) => name === mistake.replaceAll('-', ' '),
  random: Math.random,
  load,
  save(all) {
    writeFileSync(`${file}.new`, JSON.stringify(all));
    renameSync(`${file}.new`, file);
  },
  log: (line) => console.log(line),
  async mx(method, path, body) {
    const reply = await fetch(`${MX_BASE_URL}${path}`, {
      method,
      headers: {
        authorization: `Basic ${basic}`,
        'accept-version': 'v20111101',
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const headers = new Headers(reply.headers);
    headers.set('x-sent-authorization', basic);
    return new Response(await reply.text(), { status: reply.status, headers });
  },
});

/** The guid of a user's member; `''` without one. */
export const memberOf = (user: string): string =>
  Object.entries(load()).find(([, kept]) => kept.user === user)?.[0] ?? '';

export async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text || '{}');
}

export interface HttpReply extends Reply {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Listens, and replies 500 to a request that the function rejects. */
export function listen(replyTo: (request: IncomingMessage) => Promise<HttpReply>): void {
  createServer((request, response) => {
    replyTo(request).then(
      ({ status, body, headers }) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(status === 204 ? undefined : JSON.stringify(body));
      },
      () => response.writeHead(500).end(),
    );
  }).listen(Number(PORT), '127.0.0.1', () => console.log('listening'));
}
