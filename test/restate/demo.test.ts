import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';

type Line = Readonly<Record<string, unknown>>;

const MAIN = fileURLToPath(new URL('../restate-cluster/demo/main.ts', import.meta.url));

/** Runs the demo. @param onLine Its lines, as they come. @returns Its exit code, and all lines. */
async function runDemo(onLine: (line: Line, interrupt: () => void) => void = () => {}) {
  const child = spawn(process.execPath, ['--conditions=@mx-member/source', MAIN, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: Line[] = [];
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    onLine(line, () => child.kill('SIGINT'));
  });
  const [code] = await once(child, 'close');
  return { code, lines };
}

describe.concurrent('the demo of Restate', () => {
  test('connects a member while a worker and the server are killed, and MX receives each answer once', async ({
    expect,
  }) => {
    const { code, lines } = await runDemo();
    expect(lines.at(-1)).toEqual({
      outcome: 'connected',
      answersGiven: 2,
      answersReceived: 2,
      workerKills: 1,
      serverKills: 1,
    });
    expect(code).toBe(0);
  });

  test('stops all that it has started at Ctrl-C', async ({ expect }) => {
    const { code, lines } = await runDemo((line, interrupt) => {
      if (line.needs === 'answers') interrupt();
    });
    expect(code).toBe(130);
    for (const { ingress, url } of lines)
      if (ingress ?? url)
        await expect(fetch(String(ingress ?? url))).rejects.toThrow('fetch failed');
  });
});
