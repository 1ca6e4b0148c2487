import { once } from 'node:events';
import { createHost, type HostStore } from '@mx-member/host';
import { createHostHandler } from '@mx-member/host/http';
import { openSqlite } from '@mx-member/host/sqlite';
import type { MemberHost, MemberId, MemberView } from '@mx-member/machine';
import { jsonLine } from '../command-line/json.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import type { Io } from '../io.ts';
import { authorizeBy, createDoor } from './door.ts';
import { guide } from './guide.ts';
import { listen } from './listen.ts';
import { errorFields, type Log, openLog } from './log.ts';
import { openServedPlace } from './place.ts';
import type { ServeSettings } from './settings.ts';

/** @throws {CliError} that names who has the file, or says that it cannot be used. */
function openStore(file: string): HostStore {
  try {
    return openSqlite(file);
  } catch (error) {
    const isSqlite = Object(error).code === 'ERR_SQLITE_ERROR';
    if (!isSqlite && error instanceof Error) throw new CliError(`--file: ${error.message}`);
    throw new CliError(
      '--file: it cannot be opened as a SQLite file. Name one in a folder that exists and is yours.',
      'unavailable',
    );
  }
}

function noteOutcome(log: Log, { userGuid, memberGuid }: MemberId, view: MemberView): void {
  const { outcome, revision } = view;
  const ended = {
    userGuid,
    memberGuid,
    revision,
    outcome: outcome?.outcome,
    ...(outcome?.outcome === 'failed' && { reason: outcome.reason, nextStep: outcome.nextStep }),
  };
  log.info(ended, 'ended');
}

/** How often the log says how far a restore is, in ms. */
const REPORT_EVERY = 1_000;

/** Serves members until it is interrupted, which is how it ends well. */
export async function serve(settings: ServeSettings, io: Io): Promise<ExitCode> {
  const { source, file, token, publicHosts, port, json } = settings;
  const log = openLog((line) => io.stderr.write(line));
  const store = openStore(file);
  let handler: ((request: Request) => Promise<Response>) | null = null;
  let restored = 0;
  let reportedAt = performance.now();
  const door = createDoor({ publicHosts, restored: () => restored, handler: () => handler });
  let host: MemberHost | undefined;
  // What was opened last is closed first. A host closes its store.
  const closing: (() => unknown)[] = [() => host ?? store.close()];
  try {
    const listening = await listen(port, door);
    closing.push(listening.close);
    const place = await openServedPlace(source, file);
    closing.push(place.close);
    const { mx, options, webhook, simulatorUrl } = place;
    const onError = (thrown: unknown, where: string) =>
      log.error({ where, ...errorFields(thrown) }, 'failed');
    host = await createHost({
      ...options,
      port: mx,
      store,
      onEnded: (member, view) => noteOutcome(log, member, view),
      onError,
      onRestore: (count) => {
        restored = count;
        if (performance.now() - reportedAt < REPORT_EVERY) return;
        reportedAt = performance.now();
        log.info({ restored }, 'restoring');
      },
    });
    closing.push(host.close.bind(host));
    handler = createHostHandler(host, {
      authorize: authorizeBy(token),
      access: mx,
      webhook,
      onError,
    });
    const { url } = listening;
    log.info({ url, file, restored, simulated: simulatorUrl !== null }, 'listening');
    const addresses = { url, simulatorUrl, file, needsToken: token !== null };
    io.stdout.write(json ? jsonLine(addresses) : guide(addresses));
    if (!io.signal.aborted) await once(io.signal, 'abort');
    log.info({}, 'stopping');
  } finally {
    handler = null;
    for (const close of closing.reverse()) await close();
  }
  log.info({}, 'stopped');
  return EXIT.done;
}
