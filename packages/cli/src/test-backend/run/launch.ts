import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Launch, RunningServer, UserPart } from '@mx-member/simulator/world';
import type { TestBackendSettings } from '../options.ts';
import { OutputWatch } from './output.ts';
import { serveBank } from './serve-bank.ts';
import { ServerProcess } from './server-process.ts';

/** TCP ports below the range that systems use for free ports, so that no other program takes one meanwhile. */
const PORTS = { from: 20_000, to: 30_000 };

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Finds a free TCP port. */
export async function freePort(): Promise<number> {
  let port: number;
  do port = randomInt(PORTS.from, PORTS.to);
  while (!(await isFree(port)));
  return port;
}

export interface LaunchOptions {
  readonly settings: Pick<TestBackendSettings, 'command' | 'names' | 'timeout'>;
  readonly port: number;
  readonly user: UserPart;
  /** The login of webhooks, which the server gets too. */
  readonly webhookLogin: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Starts the server as a process, and serves a bank to it. */
export async function launchProcess(
  { bank, cast }: Launch,
  { settings, port, user, webhookLogin, signal }: LaunchOptions,
): Promise<RunningServer> {
  const { command, names, timeout } = settings;
  const served = await serveBank(bank);
  const folder = mkdtempSync(join(tmpdir(), 'test-backend-'));
  const output = new OutputWatch(cast.words);
  const server = new ServerProcess({
    command,
    env: {
      ...webhookLogin,
      TEST_BACKEND_DIR: folder,
      [names['base-url-env']]: served.url,
      [names['client-id-env']]: cast.clientId,
      [names['api-key-env']]: cast.apiKey,
      [names['port-env']]: String(port),
    },
    listens: { host: '127.0.0.1', port, variable: names['port-env'] },
    timeout,
    output,
    onEnd: () => bank.recorder.world({ type: 'endedByItself' }),
    signal,
  });
  const close = async () => {
    await server.close();
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await server.start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    user,
    async restart() {
      await server.kill();
      await server.start();
    },
    output: () => output.found,
    close,
  };
}
