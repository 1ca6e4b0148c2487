import { backOff, sleep, TimeoutError, withTimeout } from '@mx-member/http/web';
import { HostError, type HostErrorCode } from '@mx-member/machine/hosting';
import type { MemberId, MemberView, MxError } from '@mx-member/machine/step';
import { NOT_STARTED } from './asked-view.ts';
import type { createIngress, IngressCall, IngressReply } from './ingress.ts';
import { objectKeyOf, userKeyOf } from './key.ts';

/** Calls members' objects, and retries while Restate cannot be reached. */

/** The first and the longest wait between two attempts, in ms. */
const PAUSE = 50;
const MAX_PAUSE = 1_000;

const UNREACHABLE = 'Restate could not be reached. Please try again.';
const SILENT = 'The workers in Restate did not reply in time. Please try again.';
const CLOSED = 'This host was closed.';

const CODES: Readonly<Record<number, HostErrorCode>> = {
  400: 'invalid',
  401: 'signedOut',
  403: 'forbidden',
  404: 'notFound',
  409: 'busy',
  422: 'unreadable',
};

export interface MemberCallsOptions {
  readonly ingress: ReturnType<typeof createIngress>;
  /** The name of the object. */
  readonly name: string;
  /** How long a call is retried, in ms. */
  readonly patience: number;
  /** The time limit of each attempt, in ms. */
  readonly timeout: number;
}

/** A call of a handler. */
export type AskedOfMember = Pick<IngressCall, 'body' | 'signal' | 'idempotencyKey'> & {
  /** How long the handler waits, in ms. It is added to the time limit. */
  readonly wait?: number;
};

export class MemberCalls {
  readonly #options: MemberCallsOptions;
  readonly #closing = new AbortController();

  constructor(options: MemberCallsOptions) {
    this.#options = options;
  }

  /** @throws {HostError} like a {@link MemberHost}. Also rejects with the reason of the signal when it aborts. */
  async call(member: MemberId, handler: string, asked: AskedOfMember = {}): Promise<unknown> {
    const { name: service } = this.#options;
    return this.#call({ ...asked, service, key: objectKeyOf(member), handler });
  }

  /** @throws {HostError} like {@link call}. */
  async view(member: MemberId, asked: AskedOfMember = {}): Promise<MemberView> {
    const view = await this.call(member, 'view', asked);
    if (view === null) throw new HostError('notFound', NOT_STARTED);
    return view as MemberView;
  }

  /**
   * Calls an object of a user.
   *
   * @param serviceOf The name of the object, from the name of a member's object.
   * @throws {HostError} like {@link call}.
   */
  async callUser(
    serviceOf: (name: string) => string,
    userGuid: string,
    handler: string,
    body?: unknown,
  ): Promise<unknown> {
    const service = serviceOf(this.#options.name);
    return this.#call({ service, key: userKeyOf(userGuid), handler, body });
  }

  async #call({ wait = 0, signal, ...call }: IngressCall & AskedOfMember): Promise<unknown> {
    const { ingress, patience, timeout } = this.#options;
    const throwIfEnded = () => {
      if (this.#closing.signal.aborted) throw new HostError('closed', CLOSED);
      signal?.throwIfAborted();
    };
    throwIfEnded();
    const outer = AbortSignal.any([this.#closing.signal, ...(signal ? [signal] : [])]);
    const until = performance.now() + patience;
    for (let times = 0; ; times++) {
      const attempt = (inner: AbortSignal) => ingress({ ...call, signal: inner });
      const reply = await withTimeout(timeout + wait, attempt, outer).catch(whyNone);
      throwIfEnded();
      const isReply = typeof reply === 'object';
      if (isReply && reply.status < 300) return reply.body;
      const error = isReply && errorOf(reply);
      if (error) throw error;
      const ms = backOff(times, PAUSE, MAX_PAUSE);
      if (performance.now() + ms > until)
        throw new HostError('unreachable', isReply ? UNREACHABLE : reply);
      await sleep(ms, outer).catch(throwIfEnded);
    }
  }

  /** Aborts running calls, and refuses later ones. */
  close(): void {
    this.#closing.abort();
  }
}

/** Says why a reply did not arrive. @throws {HostError} when the same call would fail every time. */
function whyNone(thrown: unknown): string {
  if (thrown instanceof TimeoutError) return SILENT;
  const { code, message } = Object(thrown) as Partial<MxError>;
  if (code === 'badReturn') throw new HostError('invalid', String(message)); // A header cannot be sent.
  return UNREACHABLE;
}

/** The error of a reply. `null` if another attempt may succeed. */
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
    `Restate, or a proxy before it, has refused the call (HTTP ${status}).`,
  );
}
