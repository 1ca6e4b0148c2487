import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, type TestContext, test } from 'vitest';

type Line = Readonly<Record<string, unknown>>;

const MAIN = fileURLToPath(new URL('../restate-cluster/demo/main.ts', import.meta.url));

/**
 * Runs the demo. @param onLine Called with its lines, as they come. @returns Its exit code, all lines, and the
 * temporary files that it left.
 */
async function runDemo(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  onLine: (line: Line, interrupt: () => void) => void = () => {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const child = spawn(process.execPath, ['--conditions=@mx-member/source', MAIN, '--json'], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: Line[] = [];
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    onLine(line, () => child.kill('SIGINT'));
  });
  const [code] = await once(child, 'close');
  return { code, lines, left: readdirSync(folder) };
}

describe.concurrent('the demo of Restate', () => {
  test('connects a member while a worker and the server are killed, and MX receives each answer once', async ({
    expect,
    onTestFinished,
  }) => {
    const { code, lines, left } = await runDemo({ onTestFinished });
    expect(lines.at(-1)).toEqual({
      outcome: 'connected',
      answersGiven: 2,
      answersReceived: 2,
      workerKills: 1,
      serverKills: 1,
    });
    expect(code).toBe(0);
    expect(left).toEqual([]);
  });

  test('stops everything that it has started at Ctrl-C', async ({ expect, onTestFinished }) => {
    const { code, lines, left } = await runDemo({ onTestFinished }, (line, interrupt) => {
      if (line.needs === 'answers') interrupt();
    });
    expect(code).toBe(130);
    expect(left).toEqual([]);
    for (const { ingress, url } of lines)
      if (ingress ?? url)
        await expect(fetch(String(ingress ?? url))).rejects.toThrow('fetch failed');
  });
});

test('a server creates its temporary folders beside its data, so that they are removed with it', async () => {
  const folder = join(inject('restate').folder, 'tmp');
  const made = expect.poll(() => readdirSync(folder));
  await made.toContainEqual(expect.stringMatching(/^invoker-/));
});
