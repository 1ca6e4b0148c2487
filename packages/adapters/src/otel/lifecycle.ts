import type { MemberView } from '@mx-member/machine/step';
import { type SpanContext, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { Instruments } from './instruments.ts';

const SECOND = 1000;

/** The outcome of a lifecycle as attributes, with the reason if it failed. */
const outcomeOf = ({ outcome }: MemberView): Record<string, string> =>
  outcome === null
    ? {}
    : {
        'mx_member.outcome': outcome.outcome,
        ...(outcome.outcome === 'failed' && { 'error.type': outcome.reason }),
      };

const isLost = (view: MemberView | null): boolean => view?.warning?.code === 'lost';

/**
 * Measures one lifecycle. A challenge can last half an hour, so each phase has its own span. The spans of a lifecycle
 * share an id, and each links to the span of the phase before.
 */
export class Lifecycle {
  readonly #instruments: Instruments;
  readonly #tracer: Tracer;
  /** A random id, so that the guids of users and members stay private. */
  readonly #id = crypto.randomUUID();
  readonly #from: number;
  #view: MemberView | null = null;
  #phaseFrom: number;
  #before: SpanContext | null = null;

  constructor(instruments: Instruments, tracer: Tracer, now: number) {
    this.#instruments = instruments;
    this.#tracer = tracer;
    this.#from = now;
    this.#phaseFrom = now;
  }

  /** Takes the next view. A view with an outcome is the last. */
  show(view: MemberView, now: number): void {
    const { rounds, answersLost, verdicts, lifecycleDuration } = this.#instruments;
    const before = this.#view;
    const newRounds = view.round - (before?.round ?? 0);
    // The first view of a restored member already includes earlier rounds, which were counted then.
    if (newRounds > 0 && before !== null) rounds.add(newRounds);
    if (isLost(view) && !isLost(before)) answersLost.add(1);
    if (view.rule !== before?.rule) verdicts.add(1, { 'mx_member.rule': view.rule });
    if (view.state !== before?.state) {
      this.#leavePhase(now, outcomeOf(view));
      this.#phaseFrom = now;
      if (view.outcome === null) this.#count(1, view);
    }
    this.#view = view;
    if (view.outcome !== null)
      lifecycleDuration.record(secondsFrom(this.#from, now), outcomeOf(view));
  }

  /** The lifecycle continues elsewhere, or not at all. */
  leave(now: number): void {
    this.#leavePhase(now, {});
  }

  #count(change: 1 | -1, { state }: MemberView): void {
    this.#instruments.active.add(change, { 'mx_member.state': state });
  }

  #leavePhase(now: number, outcome: Record<string, string>): void {
    const view = this.#view;
    if (view === null) return;
    const state = { 'mx_member.state': view.state };
    this.#count(-1, view);
    this.#instruments.phaseDuration.record(secondsFrom(this.#phaseFrom, now), state);
    const span = this.#tracer.startSpan(`mx_member ${view.state}`, {
      root: true,
      startTime: new Date(this.#phaseFrom),
      attributes: { 'mx_member.lifecycle.id': this.#id, ...state, ...outcome },
      links: this.#before ? [{ context: this.#before }] : [],
    });
    if (outcome['error.type']) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(new Date(Math.max(this.#phaseFrom, now)));
    this.#before = span.spanContext();
  }
}

/** A clock can be set back, so negative durations become 0. */
export const secondsFrom = (from: number, to: number): number => Math.max(0, to - from) / SECOND;
