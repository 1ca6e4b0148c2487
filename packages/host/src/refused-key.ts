import { backOff } from '@mx-member/http/web';
import type { CallEffect, FaultCode, StepEvent } from '@mx-member/machine/step';
import type { RunningMember } from './members/running-member.ts';

/**
 * Notices that MX refuses the API key, as after a rotation that went wrong. The host then stops calling, so that no
 * lifecycle ends because of the key. One poll at a time finds out whether the key works again.
 */

/** The first and the longest wait between two polls of a host that MX refuses, in ms. */
const PROBE = 5_000;
const MAX_PROBE = 60_000;

/** How long a probe may take before another one is sent, in ms. Longer than the time limit of a port. */
const PROBE_LIMIT = 35_000;

/** Faults that do not show whether MX accepts the key. */
const SILENT: readonly FaultCode[] = ['unreachable', 'lost', 'unexpected', 'malformed'];

/** What a host does when the key is refused, and when it works again. */
export interface RefusedKeyEvents {
  readonly onPause: (code: 'unauthorized' | 'forbidden') => void;
  readonly onResume: () => void;
}

export class RefusedKey {
  readonly #on: RefusedKeyEvents;
  /** The members whose polls MX has answered with 403 since it last accepted a call. */
  readonly #forbidden = new Set<RunningMember>();
  /** Members that MX answers with 403 while it accepts the polls of others. */
  readonly #alone = new WeakSet<RunningMember>();
  #isPaused = false;
  #isProbing = false;
  /** How many probes were refused. */
  #probes = 0;
  /** When the next probe may be sent, by the clock of the caller. */
  #probeAt = 0;

  constructor(on: RefusedKeyEvents) {
    this.#on = on;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Whether a call may be sent now. While the key is refused, this is one poll now and then. */
  allows({ type }: CallEffect, now: number): boolean {
    if (!this.#isPaused) return true;
    if (type !== 'readStatus' || now < this.#probeAt) return false;
    this.#probeAt = now + PROBE_LIMIT;
    this.#isProbing = true;
    return true;
  }

  /**
   * Learns from the result of a call.
   *
   * @returns The event for the member. A poll that MX refused because of the key is to the member a poll without a reply.
   */
  learn(member: RunningMember, event: StepEvent, now: number): StepEvent {
    if (event.type === 'done') this.#accept(member);
    if (event.type !== 'error') return event;
    const { code } = event.fault;
    if (code === 'unauthorized' || code === 'forbidden') {
      const isAboutKey = event.call === 'readStatus' && this.#isRefusal(member, code);
      if (!isAboutKey) return event;
      this.#refuse(code, now);
      return { ...event, fault: { code: 'unreachable', at: event.fault.at } };
    }
    if (!SILENT.includes(code)) this.#accept(member);
    return event;
  }

  /** Whether a refused poll may be due to the key. A member that MX has never shown may itself be the reason. */
  #isRefusal(member: RunningMember, code: 'unauthorized' | 'forbidden'): boolean {
    if (this.#isPaused) return true;
    if (member.record.context.reading === null) return false;
    if (code === 'unauthorized') return true;
    if (this.#alone.has(member)) return false;
    const isFirst = !this.#forbidden.has(member);
    this.#forbidden.add(member);
    return isFirst || this.#forbidden.size > 1;
  }

  #refuse(code: 'unauthorized' | 'forbidden', now: number): void {
    // One member alone can be forbidden.
    if (!this.#isPaused && code === 'forbidden' && this.#forbidden.size < 2) return;
    // Calls that were sent before the pause end during it.
    if (this.#isPaused && !this.#isProbing) return;
    if (this.#isPaused) this.#probes += 1;
    else this.#on.onPause(code);
    this.#isPaused = true;
    this.#isProbing = false;
    this.#probeAt = now + backOff(this.#probes, PROBE, MAX_PROBE);
  }

  #accept(member: RunningMember): void {
    const wasPaused = this.#isPaused;
    this.#alone.delete(member);
    if (!wasPaused) for (const one of this.#forbidden) if (one !== member) this.#alone.add(one);
    this.#forbidden.clear();
    this.#isPaused = false;
    this.#isProbing = false;
    this.#probes = 0;
    if (wasPaused) this.#on.onResume();
  }
}
