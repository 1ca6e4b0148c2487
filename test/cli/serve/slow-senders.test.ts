import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { start } from '../support/process.ts';

/** How many senders there are. With `LONG`, as many as a single computer of an attacker can open. */
const SOCKETS = process.env.LONG ? 1_500 : 300;
const TOKEN = 'token-of-sixteen-or-more';
const MB = 2 ** 20;

/** The memory of a process, in bytes. */
const memoryOf = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

/** Opens a connection and begins a request with a body that never ends. */
const begin = (port: number, headers: string) =>
  new Promise<Socket>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        `POST /users/USR-1/members/MBR-1/start HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}`,
        () => resolve(socket),
      );
    });
    socket.on('error', reject);
  });

/** Only Linux shows the memory of another process. */
test.runIf(process.platform === 'linux').each([
  ['a body that never ends', `Content-Length: 60000\r\n\r\n{"job":`],
  ['headers that never end', 'X-Slow: '],
])(
  `${SOCKETS} senders without a token, each with %s, use little memory and do not delay others`,
  async (_, headers) => {
    const folder = mkdtempSync(join(tmpdir(), 'mx-member-slow-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const served = start(`serve --json --port 0 --file ${join(folder, 'm.db')}`, {
      MX_CLIENT_ID: 'id',
      MX_API_KEY: 'key',
      MX_MEMBER_TOKEN: TOKEN,
    });
    onTestFinished(() => void served.child.kill('SIGKILL'));
    const { url } = JSON.parse(await served.firstLine()) as { readonly url: string };
    const ask = async () => {
      const from = performance.now();
      const response = await fetch(`${url}/users/USR-1/members/MBR-1`, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      expect(response.status).toBe(404);
      await response.arrayBuffer();
      return performance.now() - from;
    };
    // A server under load uses more memory than one that has just started.
    for (let warm = 0; warm < SOCKETS / 3; warm += 1) await ask();
    const before = memoryOf(served.child.pid);

    const sockets: Socket[] = [];
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    for (let batch = 0; batch < SOCKETS; batch += 100)
      sockets.push(
        ...(await Promise.all(
          Array.from({ length: 100 }, () => begin(Number(new URL(url).port), headers)),
        )),
      );
    const waits: number[] = [];
    for (let count = 0; count < 20; count += 1) waits.push(await ask());
    const more = memoryOf(served.child.pid) - before;
    expect(more).toBeLessThan(50 * MB);
    expect(waits.sort((a, b) => a - b)[10]).toBeLessThan(50);
  },
);
