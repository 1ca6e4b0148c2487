import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type RegisterOptions, register } from './register.ts';

/** A separate Restate server: in a temporary folder, on free TCP ports of this machine. */
export interface RestateServer {
  /** The address for calls. */
  readonly ingress: string;
  /** The address of the admin API. */
  readonly admin: string;
  /** The folder with its data. */
  readonly folder: string;
  readonly pid: number;
  /** Everything that it has logged. */
  readonly log: readonly string[];
  /** Makes the server call the services at an address. */
  register(uri: string, options?: RegisterOptions): Promise<string>;
  /** Kills the server as a crash would, and starts it again with its data, at the same addresses. */
  crash(options?: { readonly down?: number }): Promise<void>;
  /** Stops the server, and removes its data. */
  stop(): Promise<void>;
}

export interface RestateServerOptions {
  /**
   * Whether data on disk is compressed, as by default. Without compression it can be searched for a text. @default true
   */
  readonly isCompressed?: boolean;
}

/** The time limit of a start, in ms. It is long because the machine may be busy. */
const MAX_START = 60_000;

/** @throws {Error} that says what to install. */
function programPath(): string {
  const { platform, arch } = process;
  try {
    const server = createRequire(import.meta.url).resolve(
      '@restatedev/restate-server/package.json',
    );
    return createRequire(server).resolve(
      `@restatedev/restate-server-${platform}-${arch}/bin/restate-server`,
    );
  } catch {
    throw new Error(
      `The Restate server for ${platform} ${arch} is not installed. Install it with: npx --yes pnpm@12 install (it exists for Linux and macOS).`,
    );
  }
}

interface Ports {
  readonly ingress: number;
  readonly admin: number;
}

const settingsOf = (
  folder: string,
  { ingress, admin }: Ports,
  isCompressed: boolean,
): Readonly<Record<string, string>> => ({
  RESTATE_BASE_DIR: folder,
  RESTATE_CLUSTER_NAME: 'mx-member',
  RESTATE_NODE_NAME: 'one',
  RESTATE_LISTEN_MODE: 'tcp',
  RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
  RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
  RESTATE_BIND_ADDRESS: '127.0.0.1:0',
  RESTATE_DEFAULT_NUM_PARTITIONS: '4',
  RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE: '512MiB',
  // How soon the server notices a worker that vanished without closing its connection. The defaults are 40 s and 20 s.
  RESTATE_WORKER__INVOKER__HTTP2_KEEP_ALIVE_INTERVAL: '5s',
  RESTATE_WORKER__INVOKER__HTTP2_KEEP_ALIVE_TIMEOUT: '5s',
  RESTATE_DISABLE_TELEMETRY: 'true',
  DO_NOT_TRACK: '1',
  RESTATE_LOG_FILTER: 'warn,restate=info',
  RESTATE_LOG_FORMAT: 'json',
  ...(!isCompressed && {
    RESTATE_WORKER__STORAGE__ROCKSDB_DISABLE_WAL_COMPRESSION: 'true',
    RESTATE_WORKER__STORAGE__ROCKSDB_DISABLE_L0_L1_COMPRESSION: 'true',
    RESTATE_LOG_SERVER__ROCKSDB_DISABLE_WAL_COMPRESSION: 'true',
    RESTATE_LOG_SERVER__ROCKSDB_DISABLE_L0_L1_COMPRESSION: 'true',
    RESTATE_METADATA_SERVER__ROCKSDB_DISABLE_WAL_COMPRESSION: 'true',
    RESTATE_METADATA_SERVER__ROCKSDB_DISABLE_L0_L1_COMPRESSION: 'true',
  }),
});

/** The TCP port in a line of the log. `null` for other lines. */
function portsIn(line: string): Partial<Ports> {
  const ingress = /Ingress HTTP listening.*?"server\.port":(\d+)/.exec(line)?.[1];
  const admin = /Admin API starting on: http:\/\/[^:]+:(\d+)/.exec(line)?.[1];
  return { ...(ingress && { ingress: Number(ingress) }), ...(admin && { admin: Number(admin) }) };
}

async function untilHealthy(url: string, isDead: () => boolean): Promise<void> {
  const until = Date.now() + MAX_START;
  while (Date.now() < until && !isDead()) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // The server does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`The Restate server is not healthy: ${url}`);
}

/** @throws {Error} when the server does not exist for this machine, or does not start. */
export async function startRestate({
  isCompressed = true,
}: RestateServerOptions = {}): Promise<RestateServer> {
  const program = programPath();
  const folder = await mkdtemp(join(tmpdir(), 'mx-member-restate-'));
  // The server creates temporary folders (invoker-…) that it does not remove when it is killed. Here they are removed
  // with its data.
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const log: string[] = [];
  let ports: Ports = { ingress: 0, admin: 0 };
  let child: ChildProcess | undefined;
  const killWithMe = () => child?.kill('SIGKILL');
  process.on('exit', killWithMe);

  async function start(): Promise<void> {
    const started = spawn(program, ['--no-logo'], {
      env: {
        PATH: process.env.PATH,
        TMPDIR: temporary,
        ...settingsOf(folder, ports, isCompressed),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    const lines = [started.stdout, started.stderr].map((input) => createInterface({ input }));
    const found = new Promise<Ports>((resolve, reject) => {
      let seen: Partial<Ports> = {};
      const onLine = (line: string) => {
        log.push(line);
        seen = { ...seen, ...portsIn(line) };
        const { ingress, admin } = seen;
        if (ingress && admin) resolve({ ingress, admin });
      };
      for (const one of lines) one.on('line', onLine);
      started.once('error', reject);
      started.once('exit', () =>
        reject(new Error(`The Restate server has exited:\n${log.slice(-5).join('\n')}`)),
      );
      setTimeout(
        () => reject(new Error(`The Restate server did not start:\n${log.slice(-5).join('\n')}`)),
        MAX_START,
      ).unref();
    });
    ports = await found;
    const isDead = () => started.exitCode !== null || started.signalCode !== null;
    await untilHealthy(`http://127.0.0.1:${ports.admin}/health`, isDead);
    await untilHealthy(`http://127.0.0.1:${ports.ingress}/restate/health`, isDead);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ended = child;
    child = undefined;
    if (!ended || ended.exitCode !== null || ended.signalCode !== null) return;
    const exit = once(ended, 'exit');
    ended.kill(signal);
    await exit;
  }

  async function stop(): Promise<void> {
    process.off('exit', killWithMe);
    await end('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }

  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ingress: `http://127.0.0.1:${ports.ingress}`,
    admin: `http://127.0.0.1:${ports.admin}`,
    folder,
    get pid() {
      return child?.pid ?? 0;
    },
    log,
    register: (uri, options) => register(`http://127.0.0.1:${ports.admin}`, uri, options),
    async crash({ down = 0 } = {}) {
      await end('SIGKILL');
      if (down > 0) await new Promise((resolve) => setTimeout(resolve, down));
      await start();
    },
    stop,
  };
}
