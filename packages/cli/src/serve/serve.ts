import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, type ExitCode, Interrupt } from '../common/errors.ts';
import { type Io, jsonLine } from '../common/io.ts';
import { writeTo } from '../common/wrap.ts';
import { serveGuide } from './guide.ts';
import { openLog } from './log.ts';
import type { ServeSettings } from './options.ts';
import { MembersServer } from './server.ts';

/** Waits for a signal. After SIGTERM it drains: a load balancer sees `/readyz` and sends no more callers here. */
async function untilStopped(server: MembersServer, drain: number, signal: AbortSignal) {
  if (!signal.aborted) await once(signal, 'abort');
  const { reason } = signal;
  if (drain === 0 || !(reason instanceof Interrupt) || reason.exitCode !== EXIT.terminated) return;
  server.drain();
  await sleep(drain);
}

/** Serves members until a signal stops it. That is its normal end. */
export async function serve(settings: ServeSettings, io: Io): Promise<ExitCode> {
  const isForPeople = io.stderr.isTTY && !settings.json;
  const log = openLog(
    isForPeople ? writeTo(io.stderr) : (line) => io.stderr.write(line),
    isForPeople,
  );
  const server = new MembersServer(settings, log, io);
  try {
    const addresses = await server.open();
    if (addresses) {
      if (settings.json) io.stdout.write(jsonLine(addresses));
      else writeTo(io.stdout)(serveGuide(addresses, await server.tryOut()));
      await untilStopped(server, settings.drain, io.signal);
    }
    log.info({}, 'stopping');
  } finally {
    await server.close();
  }
  log.info({}, 'stopped');
  return EXIT.done;
}
