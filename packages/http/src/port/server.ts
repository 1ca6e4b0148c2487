import { checkPort } from '@mx-member/machine/hosting';
import type { MemberId, MemberPort } from '@mx-member/machine/step';
import { callerName, createCallers, nameOfUser } from '../callers.ts';
import { Commands } from '../commands.ts';
import { type Incoming, type RequestHandler, toHandler } from '../context.ts';
import { Gate, requireJson } from '../gate.ts';
import type { Limits } from '../limits/limiter.ts';
import { createOrigins, type Origins } from '../origin.ts';
import { doneResponse, PROBLEMS, Refusal } from '../problems.ts';
import { Repeats } from '../repeats.ts';
import { callPort, isAccess } from './calls.ts';
import { checkRelayOptions, type RelayErrorSource, type RelayOptions } from './options.ts';
import { isCommand, type RelayCall, toRelayCall } from './protocol.ts';

/**
 * Serves a port to browsers and workers, so that the API key stays on your server. It is a handler for any framework
 * that uses `Request` and `Response`.
 *
 * It accepts `POST` with JSON, from its own origin, for members that `authorize` allows. Errors are problem details
 * (RFC 9457). Of an error of MX, only the code and the wait reach the caller.
 *
 * @throws {TypeError} without `authorize`, or when an option is wrong.
 */
export function createRelay<Context = undefined>(
  port: MemberPort,
  options: RelayOptions<Context>,
): RequestHandler<Context> {
  checkPort('createRelay', port);
  checkRelayOptions(options);
  const relay = new Relay(port, options);
  return toHandler<Context>((incoming) => relay.handle(incoming));
}

/** What is known about a request when it is refused. */
interface Known {
  caller: string | null;
  asked: RelayCall | null;
}

/** Two pages of a user with several members send far fewer requests. */
const DEFAULT_LIMITS: Limits = {
  maxConcurrent: 2,
  requestsPerSecond: 10,
  maxQueue: 16,
  maxWait: 10_000,
};

const ALLOW = { allow: 'POST, OPTIONS' };

const memberOf = (asked: RelayCall | null): MemberId | null =>
  asked && 'member' in asked ? asked.member : null;

class Relay<Context> {
  readonly #port: MemberPort;
  readonly #options: RelayOptions<Context>;
  readonly #gate: Gate<RelayErrorSource>;
  readonly #origins: Origins;
  /** Waits for the turn of a caller. */
  readonly #turnOf: ReturnType<typeof createCallers>;
  readonly #commands = new Commands();
  readonly #repeats = new Repeats();

  constructor(port: MemberPort, options: RelayOptions<Context>) {
    this.#port = port;
    this.#options = options;
    this.#gate = new Gate('createRelay', options);
    this.#origins = createOrigins('createRelay', options, 'POST');
    this.#turnOf = createCallers({ ...DEFAULT_LIMITS, ...options.callerLimits });
  }

  handle(incoming: Incoming<Context>): Promise<Response> {
    const { request } = incoming;
    const known: Known = { caller: null, asked: null };
    return this.#origins.respond(request, () =>
      this.#gate.respond(
        request,
        () => this.#serve(incoming, known),
        () => known.asked?.call ?? 'authorize',
        (refusal) => this.#audit(refusal, known),
      ),
    );
  }

  /** All checks of the headers come before the body is read. */
  async #serve(incoming: Incoming<Context>, known: Known): Promise<Response> {
    const { request } = incoming;
    if (request.method !== 'POST')
      throw new Refusal('method-not-allowed', { detail: 'Use POST.', headers: ALLOW });
    this.#origins.check(request);
    requireJson(request);
    const caller = await callerName(this.#gate, incoming, this.#options.callerOf);
    known.caller = caller;
    const turns = caller === null ? [] : [await this.#turnOf(`caller ${caller}`, request.signal)];
    try {
      const asked = await this.#read(request);
      known.asked = asked;
      await this.#permit(incoming, asked, caller);
      if (caller === null && 'member' in asked)
        turns.push(await this.#turnOf(nameOfUser(asked.member), request.signal));
      return doneResponse(await this.#make(asked, request));
    } finally {
      for (const release of turns) release();
    }
  }

  async #read(request: Request): Promise<RelayCall> {
    const body = await this.#gate.readJson(request);
    try {
      return toRelayCall(body);
    } catch (thrown) {
      throw new Refusal('invalid', { detail: (thrown as TypeError).message });
    }
  }

  async #permit(
    { request, context }: Incoming<Context>,
    asked: RelayCall,
    caller: string | null,
  ): Promise<void> {
    const { authorize, access, jobs = ['aggregate'] } = this.#options;
    const { call } = asked;
    if (isAccess(asked) && !access) throw new Refusal('access-not-served');
    if (call === 'institutionCredentials') return; // The call is not about a member, and `callerOf` has named the caller.
    const job = call === 'startJob' ? asked.job : null;
    await this.#gate.authorize('authorize', request, (signal) =>
      authorize(request, { member: asked.member, call, job, caller }, { signal, context }),
    );
    if (job !== null && !jobs.includes(job)) throw new Refusal('job-not-served');
  }

  async #make(asked: RelayCall, request: Request): Promise<object> {
    const { signal } = request;
    signal.throwIfAborted(); // Do not send a command if the caller has aborted meanwhile.
    const behind = { port: this.#port, access: this.#options.access };
    const call = (until?: AbortSignal) =>
      this.#gate.callMx(
        { where: asked.call, until, late: asked.call === 'submitAnswers' ? 'lost' : 'unreachable' },
        (given) => callPort(asked, behind, { signal: given }),
      );
    if (!isCommand(asked)) return call(signal);
    const { member } = asked;
    const { userGuid: user, memberGuid } = member;
    return this.#repeats.reply(
      request,
      { user, scope: [asked.call, memberGuid], body: asked },
      () => this.#commands.alone(member, () => call()),
    );
  }

  #audit({ problem }: Refusal, { caller, asked }: Known): void {
    const [status, code] = PROBLEMS[problem];
    const call = asked?.call ?? null;
    const member = memberOf(asked);
    this.#options.onRefused?.({ reason: problem, status, code, caller, call, member });
  }
}
