import { mustCommitFirst } from '@mx-member/machine/hosting';
import {
  type CallEffect,
  type MemberPort,
  makeCall,
  type StepEvent,
} from '@mx-member/machine/step';
import type { LeftWork } from './closing.ts';
import { internQuestions } from './members/intern.ts';
import type { Lane, RunningMember } from './members/running-member.ts';
import type { Loop } from './schedule/loop.ts';

/** The running calls to MX, at most one for each member. */

export interface FlightsOptions {
  readonly port: MemberPort;
  /** Is notified when a call has ended, and whether MX answered 429. */
  readonly loop: Pick<Loop, 'ended'>;
  /** The time of a member's lifecycle, in ms since 1970. */
  readonly now: (member: RunningMember) => number;
  /** Called with errors that are not a fault of MX. */
  readonly onError: (thrown: unknown, where: CallEffect['type']) => void;
  /** Called with the result of a call, unless the call was cancelled. */
  readonly onEvent: (member: RunningMember, event: StepEvent) => void;
}

interface Command {
  readonly member: RunningMember;
  readonly call: Exclude<CallEffect, { readonly type: 'readStatus' }>;
  readonly ended: Promise<void>;
}

/**
 * Priorities for a limiter in the port. Other calls of its client, such as a creation, have 0: a person waits for them too, so they
 * take turns with the polls that somebody waits for.
 */
const PRIORITIES: Readonly<Record<Lane, number>> = { sending: 1, acting: 0, waiting: -1, idle: -2 };

/** Whether MX answered 429. A limiter in the port refuses without a status, which says nothing about MX. */
function refusalIn(event: StepEvent) {
  if (event.type !== 'error' || event.fault.code !== 'rateLimited') return undefined;
  const { status, retryAfter } = event.fault;
  return status === undefined ? undefined : { retryAfter };
}

export class Flights {
  readonly #options: FlightsOptions;
  /** Running starts and answers. A graceful close waits for them. */
  readonly #commands = new Map<AbortController, Command>();

  constructor(options: FlightsOptions) {
    this.#options = options;
  }

  send(member: RunningMember, call: CallEffect): void {
    const flight = new AbortController();
    member.flight = flight;
    const ended = this.#call(member, call, flight);
    if (!mustCommitFirst(call)) return;
    this.#commands.set(flight, { member, call, ended });
    void ended.finally(() => this.#commands.delete(flight));
  }

  /** Reports the result of a call that was not made. */
  answer(member: RunningMember, event: StepEvent): void {
    this.#options.onEvent(member, event);
  }

  /** Cancels the call of a member, and ignores its result. */
  cancel(member: RunningMember): void {
    member.flight?.abort();
    member.flight = null;
  }

  /** Aborts polls. Resolves when starts and answers have ended. */
  async stop(members: Iterable<RunningMember>): Promise<void> {
    for (const { flight } of members) if (flight && !this.#commands.has(flight)) flight.abort();
    const underWay = [...this.#commands].filter(([{ signal }]) => !signal.aborted);
    await Promise.all(underWay.map(([, { ended }]) => ended));
  }

  /** Stops waiting: aborts each call, and ignores its result. @returns The starts and answers that were running. */
  leave(): LeftWork['calls'] {
    const left: LeftWork['calls'][number][] = [];
    for (const [flight, { member, call }] of this.#commands) {
      if (flight.signal.aborted) continue;
      left.push({ member: member.record.context.member, call: call.type });
      flight.abort();
    }
    return left;
  }

  async #call(member: RunningMember, call: CallEffect, flight: AbortController): Promise<void> {
    const { port, loop, now, onError, onEvent } = this.#options;
    const { signal } = flight;
    const { record } = member;
    const priority = PRIORITIES[member.lane];
    const sentAt = performance.now();
    const event = await makeCall(port, call, {
      ...{ signal, priority, record, onError },
      now: () => now(member),
    });
    if (member.flight === flight) {
      member.flight = null;
      if (!signal.aborted) onEvent(member, internQuestions(event, member.record));
    }
    loop.ended(sentAt, refusalIn(event));
  }
}
