import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type HttpBindings, serve } from '@hono/node-server';
import { isOwnHost } from '@mx-member/http/web';
import { checkOptions } from '@mx-member/machine/hosting';
import { ConnectionDropped } from './http/faults.ts';
import {
  createMxSimulator,
  type MxSimulator,
  type MxSimulatorOptions,
  SIMULATOR_OPTIONS,
} from './simulator.ts';

/** A simulator that listens on a port. */
export interface ServedMxSimulator {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** The served simulator. Use it to inspect the state, and to cause changes and faults. */
  readonly simulator: MxSimulator;
  /** Stops listening, and closes all connections. */
  close(): Promise<void>;
}

/** Options of {@link serveMxSimulator}. */
export interface ServeOptions extends MxSimulatorOptions {
  /** The TCP port. @default 0, any free port */
  readonly port?: number;
  /**
   * Further host names that requests may use, for example the name of a proxy. Other names are refused, because any
   * website can let its name point to this computer (DNS rebinding). @default none
   */
  readonly hosts?: readonly string[];
}

const OPTIONS = [...SIMULATOR_OPTIONS, 'port', 'hosts'] as const;

const misdirected = () =>
  Response.json(
    {
      error: {
        message: 'The simulator refuses this host name. Use localhost, or add the name to hosts.',
      },
    },
    { status: 403 },
  );

/** The longest wait that a timer supports, in ms. */
const MAX_WAIT = 2 ** 31 - 1;

/**
 * Sends webhooks when they are due. @returns `wake`, which must be called when something may have changed, and `stop`.
 */
function keepFlushing({ webhooks, bank, speed }: MxSimulator) {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const wake = () => {
    clearTimeout(timer);
    const { next } = webhooks;
    if (next === undefined || isStopped) return;
    const pause = Math.min(Math.max(next - bank.now, 0) / speed, MAX_WAIT);
    timer = setTimeout(() => webhooks.flush().then(wake), pause).unref();
  };
  const stop = () => {
    isStopped = true;
    clearTimeout(timer);
  };
  return { wake, stop };
}

/**
 * Serves the simulator over HTTP, on 127.0.0.1 only. A `drop` fault really drops the connection, due webhooks are sent
 * without calling `flush`, and the addresses of OAuth windows cannot be guessed.
 *
 * @throws {TypeError} like `createMxSimulator`. Also rejects with the server's error when it cannot listen, for example
 * `EADDRINUSE`.
 */
export function serveMxSimulator(given: ServeOptions = {}): Promise<ServedMxSimulator> {
  checkOptions('serveMxSimulator', given, OPTIONS);
  const { port = 0, hosts = [], ...options } = given;
  // With `ref`, a delay that nobody waits for would keep the process alive.
  const sleep = (ms: number) => wait(Math.min(ms, MAX_WAIT), undefined, { ref: false });
  const oauthToken = () => randomBytes(24).toString('base64url');
  const simulator = createMxSimulator({ sleep, oauthToken, ...options });
  const flushing = keepFlushing(simulator);
  const answer = async (request: Request, env: unknown): Promise<Response> => {
    if (!isOwnHost(request.headers.get('host'), hosts)) return misdirected();
    try {
      return await simulator.fetch(request);
    } catch (error) {
      if (!(error instanceof ConnectionDropped)) throw error;
      (env as HttpBindings).incoming.socket.destroy();
      return new Response(null, { status: 502 });
    } finally {
      flushing.wake();
    }
  };
  return new Promise((resolve, reject) => {
    const server = serve({
      fetch: answer,
      port,
      hostname: '127.0.0.1',
      overrideGlobalObjects: false, // The process may need the original ones.
    });
    const close = () =>
      new Promise<void>((closed) => {
        flushing.stop();
        server.close(() => closed());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    server.once('error', reject);
    server.once('listening', () => {
      const { port: actual } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${actual}`, simulator, close });
    });
  });
}
