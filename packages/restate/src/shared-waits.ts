import { sleep } from '@mx-member/http/web';
import { NEXT_WAIT } from '@mx-member/machine/hosting';
import type { MemberId, MemberView } from '@mx-member/machine/step';
import { objectKeyOf } from './key.ts';
import type { MemberCalls } from './member-calls.ts';

/**
 * Callers that wait for another view of a member. Callers that know the same view share one call: within a process by a
 * promise, and between processes by the idempotency key, which Restate keeps while the call runs. The call of a process
 * ends when its last caller leaves, so short-lived callers do not pile up in Restate.
 */

interface SharedCall {
  readonly view: Promise<MemberView>;
  readonly end: AbortController;
  callers: number;
}

/** How one caller waits. */
export interface OwnWait {
  readonly revision: number;
  /** In ms. */
  readonly wait: number;
  readonly signal?: AbortSignal | undefined;
}

export class SharedWaits {
  readonly #calls: MemberCalls;
  readonly #underWay = new Map<string, SharedCall>();

  constructor(calls: MemberCalls) {
    this.#calls = calls;
  }

  /** Resolves with a view of another revision, or after the wait with the current view. */
  async ask(member: MemberId, { revision, wait, signal }: OwnWait): Promise<MemberView> {
    signal?.throwIfAborted();
    if (wait === 0) return this.#calls.view(member, { signal });
    const name = `${objectKeyOf(member)} ${revision}`;
    const call = this.#underWay.get(name) ?? this.#begin(name, member, revision);
    call.callers += 1;
    const over = new AbortController();
    const outer = signal ? AbortSignal.any([over.signal, signal]) : over.signal;
    const passed = sleep(wait, outer).then(() => null);
    try {
      return (
        (await Promise.race([call.view, passed])) ?? (await this.#calls.view(member, { signal }))
      );
    } finally {
      over.abort();
      passed.catch(() => {});
      this.#leave(name, call);
    }
  }

  #begin(name: string, member: MemberId, revision: number): SharedCall {
    const end = new AbortController();
    const wait = NEXT_WAIT;
    const view = this.#calls.call(member, 'next', {
      body: { revision, wait },
      wait,
      signal: end.signal,
      idempotencyKey: `next-${revision}`,
    }) as Promise<MemberView>;
    const call = { view, end, callers: 0 };
    this.#underWay.set(name, call);
    const forget = () => this.#underWay.get(name) === call && this.#underWay.delete(name);
    view.then(forget, forget);
    return call;
  }

  #leave(name: string, call: SharedCall): void {
    call.callers -= 1;
    if (call.callers > 0) return;
    if (this.#underWay.get(name) === call) this.#underWay.delete(name);
    call.end.abort();
  }
}
