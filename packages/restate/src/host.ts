import { withTimeout } from '@mx-member/http/web';
import { HostError, type HostErrorCode, type MemberHost } from '@mx-member/machine/hosting';
import {
  type Answer,
  type MemberId,
  type MemberView,
  prepareAnswers,
} from '@mx-member/machine/step';
import {
  createIngress,
  type IngressCall,
  type IngressOptions,
  type IngressReply,
} from './ingress.ts';
import { keyOf } from './key.ts';
import { DEFAULT_NAME } from './names.ts';
import type { Seal } from './seal.ts';

/** Options of {@link createRestateHost}. */
export interface RestateHostOptions extends IngressOptions {
  /** Seals answers before they leave this process: `createSeal` with the workers' public key. */
  readonly seal: Seal;
  /** As in `createMemberService`. @default 'mxMember' */
  readonly name?: string;
  /** How long a call is repeated while Restate cannot be reached, in ms. @default 10000 */
  readonly patience?: number;
  /** The time limit of each attempt, in ms; for `next` it comes on top of the wait. @default 30000 */
  readonly timeout?: number;
}

const DEFAULT_PATIENCE = 10_000;
const DEFAULT_TIMEOUT = 30_000;

/** How long `next` waits, and how long one of its calls does, in ms. */
const DEFAULT_WAIT = 25_000;

/** How long an answer waits for the first poll after work was lost, in ms. */
const MAX_WAIT_FOR_POLL = 10_000;

/** Between two attempts, in ms: the first pause, and the longest. */
const PAUSE = 50;
const MAX_PAUSE = 1_000;

const UNREACHABLE = 'Restate could not be reached, or did not reply in time. Please try again.';
const CLOSED = 'This host was closed.';

const CODES: Readonly<Record<number, HostErrorCode>> = {
  400: 'invalid',
  401: 'signedOut',
  403: 'forbidden',
  404: 'notFound',
  409: 'busy',
};

/** Resolves after `ms`, or when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}

/** What a reply that is no success says; `null` when another attempt may go better. */
function errorOf({ status, body, isByHandler }: IngressReply): HostError | null {
  const { message } = Object(body) as { readonly message?: unknown };
  const code = CODES[status];
  if (isByHandler && code) return new HostError(code, String(message));
  if (status === 404)
    return new HostError(
      'unreachable',
      'Restate does not know the service. Register the workers: see the README of @mx-member/restate.',
    );
  if (status >= 500 || status === 429) return null;
  return new HostError(
    code ?? 'unreachable',
    `Restate, or something before it, has refused the call (HTTP ${status}).`,
  );
}

/**
 * Members that run in the workers of `createMemberService`: the same interface as `createHost`, from any number of
 * processes. A call is repeated while Restate cannot be reached; what it does is done once all the same. `close` closes
 * this client alone.
 *
 * ```ts
 * const host = createRestateHost({ ingress: 'http://restate.internal:8080', seal });
 * await host.start({ member, job: 'aggregate' });
 * ```
 *
 * @throws {TypeError} when `ingress` is no address or has a password in it, or a header cannot be sent.
 */
export function createRestateHost({
  seal,
  name = DEFAULT_NAME,
  patience = DEFAULT_PATIENCE,
  timeout = DEFAULT_TIMEOUT,
  ...options
}: RestateHostOptions): MemberHost {
  const ingress = createIngress(options);
  const closing = new AbortController();

  interface Asked {
    readonly body?: unknown;
    readonly signal?: AbortSignal | undefined;
    /** In ms, beside the time limit. */
    readonly wait?: number;
    /** Whether it changes something, so that repeats must have the result of the first. */
    readonly isCommand?: boolean;
  }

  /** @returns `null` when no reply came, or one that another attempt may better. */
  async function attempt(call: IngressCall, limit: number, outer: AbortSignal) {
    try {
      return await withTimeout(limit, (signal) => ingress({ ...call, signal }), outer);
    } catch (thrown) {
      if (thrown instanceof HostError) throw thrown;
      return null;
    }
  }

  async function call(member: MemberId, handler: string, asked: Asked): Promise<unknown> {
    if (closing.signal.aborted) throw new HostError('closed', CLOSED);
    asked.signal?.throwIfAborted();
    const made: IngressCall = {
      service: name,
      key: keyOf(member),
      handler,
      body: asked.body,
      ...(asked.isCommand && { idempotencyKey: crypto.randomUUID() }),
    };
    const outer = AbortSignal.any([closing.signal, ...(asked.signal ? [asked.signal] : [])]);
    const until = performance.now() + patience;
    for (let times = 0; ; times++) {
      const reply = await attempt(made, timeout + (asked.wait ?? 0), outer);
      if (closing.signal.aborted) throw new HostError('closed', CLOSED);
      asked.signal?.throwIfAborted();
      if (reply && reply.status < 300) return reply.body;
      const error = reply && errorOf(reply);
      if (error) throw error;
      const ms = Math.min(MAX_PAUSE, PAUSE * 2 ** times);
      if (performance.now() + ms > until) throw new HostError('unreachable', UNREACHABLE);
      await pause(ms, outer);
    }
  }

  const view = async (member: MemberId, handler: string, asked: Asked = {}) =>
    (await call(member, handler, asked)) as MemberView;

  async function sealed(member: MemberId, answers: readonly Answer[]): Promise<readonly Answer[]> {
    const all = answers.map(async (answer) => {
      const { guid, value, sealed } = answer;
      return { guid, sealed: sealed ?? (await seal(value, { member, guid })) };
    });
    return Promise.all(all);
  }

  /** The view for an answer. After work was lost a question is not shown until MX was polled, so that is waited for. */
  async function askedNow(member: MemberId): Promise<MemberView> {
    const shown = await view(member, 'view');
    if (shown.state !== 'challenged' || shown.needs !== null) return shown;
    await host.hint(member);
    return host.next(member, { revision: shown.revision, wait: MAX_WAIT_FOR_POLL });
  }

  const host: MemberHost = {
    async start(input, { after } = {}) {
      const { member, after: record, ...rest } = Object(input) as typeof input;
      if (record !== undefined)
        throw new HostError('invalid', 'The host has the record of the attempt before itself.');
      const body = { ...rest, ...(after !== undefined && { after }) };
      return view(member, 'start', { body, isCommand: true });
    },
    async answer(member, given) {
      const { answers, prompt } = Object(given) as typeof given;
      const shown = await askedNow(member);
      const isOpen = shown.needs === 'answers' && shown.prompt === prompt;
      // Checked and resolved here, for nobody behind can read them. What answers another question is refused unread.
      const ready = isOpen ? prepareAnswers(shown, answers) : { answers: [] };
      if ('problems' in ready)
        return { view: { ...shown, problems: ready.problems }, problems: ready.problems };
      const body = { answers: await sealed(member, ready.answers), prompt };
      const answered = await call(member, 'answer', { body, isCommand: true });
      return answered as Awaited<ReturnType<MemberHost['answer']>>;
    },
    async hint(member) {
      await call(member, 'hint', {});
    },
    cancel: (member) => view(member, 'cancel', { isCommand: true }),
    view: (member) => view(member, 'view'),
    async next(member, { revision, wait = DEFAULT_WAIT, signal }) {
      const until = performance.now() + wait;
      for (;;) {
        const left = Math.ceil(Math.max(0, Math.min(until - performance.now(), DEFAULT_WAIT)));
        const body = { revision, wait: left };
        const shown = await view(member, 'next', { body, wait: left, signal });
        if (shown.revision !== revision || performance.now() >= until) return shown;
      }
    },
    async close() {
      closing.abort();
    },
  };
  return host;
}
