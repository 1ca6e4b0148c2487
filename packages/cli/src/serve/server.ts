import { createOperatingHandler, type HostStats } from '@mx-member/host';
import { createHostHandler, type Permission, type ServedCall } from '@mx-member/host/http';
import type { MemberHost, MemberId, MemberView } from '@mx-member/machine';
import type { StepTracer } from '@mx-member/machine/trace';
import type { Io } from '../common/io.ts';
import { openStepFile } from '../common/trace-file.ts';
import { answerBackup } from './backup.ts';
import { createElapsedClock } from './elapsed.ts';
import { authorizeBy, createGate } from './gate.ts';
import type { Addresses } from './guide.ts';
import { type Listening, listen } from './listen.ts';
import { errorFields, type Log } from './log.ts';
import { type Members, openMembers } from './members.ts';
import type { ServeSettings } from './options.ts';
import { openServeTarget, type ServeTarget } from './target.ts';
import { answerWhy, isAboutWhy } from './why.ts';

/** How often the log reports the progress of a restore, in ms. */
const REPORT_EVERY = 1_000;

/** How long the members have to close, in ms. The rest of the ten seconds is for connections. */
const CLOSE_TIMEOUT = 8_000;

/** The figures while members run elsewhere. */
const NO_STATS: HostStats = {
  isOpen: true,
  isStoreFailing: false,
  isStoreStuck: false,
  isPaused: false,
  members: {},
  lag: 0,
  late: 0,
  inFlight: 0,
  maxInFlight: 0,
  perSecond: 0,
  undelivered: 0,
  calls: {},
  outcomes: {},
  held: {},
  errors: {},
  unusable: null,
  failures: {},
};

/** Runs the members, serves them, and reports on their state. */
export class MembersServer {
  readonly #settings: ServeSettings;
  readonly #log: Log;
  readonly #io: Io;
  /** Functions that close what was opened, to be called in reverse order. */
  readonly #closing: (() => unknown)[] = [];
  #handler: ((request: Request) => Promise<Response>) | null = null;
  #host: (MemberHost<MemberView> & { readonly stats?: () => HostStats }) | null = null;
  #members: Members | null = null;
  #createMember: ServeTarget['createMember'] = null;
  #isDraining = false;
  #restored = 0;
  #reportedAt = performance.now();

  constructor(settings: ServeSettings, log: Log, io: Io) {
    this.#settings = settings;
    this.#log = log;
    this.#io = io;
  }

  /** @returns The addresses; `null` if it was interrupted while another process has the members. */
  async open(): Promise<Addresses | null> {
    const { source, file, restate, token, postgres } = this.#settings;
    const listening = await this.#listen();
    // Before the members, so that a trace that cannot be written leaves no file of members behind.
    const trace = this.#openTrace();
    const members = await openMembers(this.#settings, {
      log: this.#log,
      signal: this.#io.signal,
      env: this.#io.env,
      onLost: () => this.#io.interrupt(1),
    });
    if (!members) return null;
    this.#members = members;
    this.#closing.push(members.end);
    // The host closes its members itself.
    this.#closing.push(() => (this.#host ? undefined : members.close()));
    const target = await openServeTarget(source, { file, servedAt: listening.url });
    this.#closing.push(target.close);
    await this.#restore(members, target, trace);
    const { url } = listening;
    const { simulatorUrl, createMember } = target;
    this.#createMember = createMember;
    const kept = restate
      ? { restate: restate.ingress }
      : postgres
        ? { file: 'PostgreSQL' }
        : { file };
    const listed = { url, ...kept, restored: this.#restored, simulated: simulatorUrl !== null };
    this.#log.info(listed, 'listening');
    return { url, simulatorUrl, ...kept, needsToken: token !== null };
  }

  /** Creates a member to try it with; `null` with the keys of MX. */
  tryOut = async (): Promise<MemberId | null> => (await this.#createMember?.()) ?? null;

  /** Takes no more starts and reports that it is not ready. Running members go on. */
  drain(): void {
    this.#isDraining = true;
    this.#log.info({}, 'draining');
  }

  async close(): Promise<void> {
    this.#handler = null;
    for (const close of this.#closing.reverse()) await close();
  }

  async #listen(): Promise<Listening> {
    const { publicHosts, token, port, address, metricsPort } = this.#settings;
    const operate = createOperatingHandler(() => this.#shown());
    const gate = createGate({
      publicHosts,
      isOpen: token === null,
      operate,
      handler: () => this.#handler,
      isDraining: () => this.#isDraining,
    });
    const listening = await listen({ port, address }, gate);
    this.#closing.push(listening.close);
    if (metricsPort !== null) {
      const at = { port: metricsPort, address, option: '--metrics-port' };
      const metrics = await listen(at, (request) =>
        new URL(request.url).pathname === '/backup' ? this.#backUp(request) : operate(request),
      );
      this.#closing.push(metrics.close);
      this.#log.info({ url: `${metrics.url}/metrics` }, 'metrics');
    }
    return listening;
  }

  #backUp(request: Request): Promise<Response> {
    const { file, token } = this.#settings;
    return answerBackup(request, {
      file,
      token,
      copy: this.#handler ? this.#members?.copy : undefined,
      onError: (thrown, where) => this.#report(thrown, where),
    });
  }

  #report(thrown: unknown, where: string): void {
    this.#log.error({ where, ...errorFields(thrown) }, 'failed');
  }

  /** The host, as the metrics show it. */
  #shown(): { stats(): HostStats } | null {
    const host = this.#host;
    if (!host || !this.#handler) return null;
    return {
      stats: () => {
        const stats = host.stats?.() ?? NO_STATS;
        return { ...stats, isOpen: stats.isOpen && !this.#isDraining };
      },
    };
  }

  /** It is closed after the host. */
  #openTrace(): StepTracer | undefined {
    const { trace } = this.#settings;
    if (!trace) return undefined;
    const { tracer, close } = openStepFile(trace.file, trace.key, {
      onMissing: (lines) => this.#log.warn({ lines }, 'lines of the trace are missing'),
    });
    this.#closing.push(close);
    return tracer;
  }

  async #restore(
    opened: Members,
    { mx, options, webhook }: ServeTarget,
    trace: StepTracer | undefined,
  ): Promise<void> {
    const onError = (thrown: unknown, where: string) => this.#report(thrown, where);
    this.#host = await opened.open({
      ...options,
      port: mx,
      directory: mx,
      ...(trace && { trace }),
      onEnded: (member, view) => this.#noteOutcome(member, view),
      onError,
      closeTimeout: CLOSE_TIMEOUT,
      elapsed: createElapsedClock(),
      onUnreadable: ({ member, why }) => this.#log.error({ ...member, why }, 'unreadable'),
      onLeft: ({ unkept, ...left }) => this.#log.warn({ ...left, unkept: unkept.length }, 'left'),
      onRestore: (count) => this.#noteRestored(count),
    });
    this.#closing.push(this.#host.close.bind(this.#host));
    const hasToken = authorizeBy(this.#settings.token);
    const authorize = async (request: Request, { userGuid }: ServedCall): Promise<Permission> => {
      const allowed = await hasToken(request);
      return allowed === true && userGuid !== null ? { userGuid } : allowed; // The token allows everything.
    };
    const host = this.#host;
    const members = createHostHandler(host, {
      authorize,
      authorizeErasure: authorize,
      access: mx,
      institutions: mx,
      ...('creations' in host && { creator: mx }),
      returnTo: 'any', // The caller has the token, and is not a page.
      webhook,
      onError,
    });
    this.#handler = (request) =>
      isAboutWhy(request) ? answerWhy(request, host, hasToken) : members(request);
  }

  #noteRestored(count: number): void {
    this.#restored = count;
    if (performance.now() - this.#reportedAt < REPORT_EVERY) return;
    this.#reportedAt = performance.now();
    this.#log.info({ restored: count }, 'restoring');
  }

  #noteOutcome({ userGuid, memberGuid }: MemberId, view: MemberView): void {
    const { outcome, revision } = view;
    const ended = {
      userGuid,
      memberGuid,
      revision,
      outcome: outcome?.outcome,
      ...(outcome?.outcome === 'failed' && { reason: outcome.reason, nextStep: outcome.nextStep }),
    };
    this.#log.info(ended, 'ended');
  }
}
