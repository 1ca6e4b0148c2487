import { once } from 'node:events';
import { createHostHandler } from '@mx-member/host/http';
import type { MemberHost, MemberId, MemberView } from '@mx-member/machine';
import { EXIT, type ExitCode } from '../common/errors.ts';
import { type Io, jsonLine } from '../common/io.ts';
import { authorizeBy, createGate } from './gate.ts';
import { serveGuide } from './guide.ts';
import { listenOnLoopback } from './listen.ts';
import { errorFields, type Log, openLog } from './log.ts';
import { membersInFile, membersInRestate } from './members.ts';
import type { ServeSettings } from './options.ts';
import { openServeTarget } from './target.ts';

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

/** How long the members have to end, in ms. The rest of ten seconds is for connections. */
const CLOSE_TIMEOUT = 8_000;

/** Serves members until it is interrupted, which is how it ends well. */
export async function serve(settings: ServeSettings, io: Io): Promise<ExitCode> {
  const { source, file, restate, token, publicHosts, port, json } = settings;
  const log = openLog((line) => io.stderr.write(line));
  const members = restate ? await membersInRestate(restate) : membersInFile(file);
  let handler: ((request: Request) => Promise<Response>) | null = null;
  let restored = 0;
  let reportedAt = performance.now();
  const gate = createGate({ publicHosts, restored: () => restored, handler: () => handler });
  let host: MemberHost | undefined;
  // What was opened last is closed first. A host closes its members.
  const closing: (() => unknown)[] = [() => (host ? undefined : members.close())];
  try {
    const listening = await listenOnLoopback(port, gate);
    closing.push(listening.close);
    const target = await openServeTarget(source, { file, servedAt: listening.url });
    closing.push(target.close);
    const { mx, options, webhook, simulatorUrl } = target;
    const onError = (thrown: unknown, where: string) =>
      log.error({ where, ...errorFields(thrown) }, 'failed');
    host = await members.open({
      ...options,
      port: mx,
      onEnded: (member, view) => noteOutcome(log, member, view),
      onError,
      closeTimeout: CLOSE_TIMEOUT,
      onUnreadable: ({ member, why }) => log.error({ ...member, why }, 'unreadable'),
      onLeft: ({ unkept, ...left }) => log.warn({ ...left, unkept: unkept.length }, 'left'),
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
    const kept = restate ? { restate: restate.ingress } : { file };
    log.info({ url, ...kept, restored, simulated: simulatorUrl !== null }, 'listening');
    const addresses = { url, simulatorUrl, ...kept, needsToken: token !== null };
    io.stdout.write(json ? jsonLine(addresses) : serveGuide(addresses));
    if (!io.signal.aborted) await once(io.signal, 'abort');
    log.info({}, 'stopping');
  } finally {
    handler = null;
    for (const close of closing.reverse()) await close();
  }
  log.info({}, 'stopped');
  return EXIT.done;
}
