import type { Step } from '../data/types.ts';
import { explainStep } from './explain-step.ts';
import type { TraceEvent } from './line.ts';
import { type TraceCause, tracedEvent } from './trace-of.ts';

/** In the place of a text that is not a name of MX. */
const hidden = (): string => '(a text that is not shown)';

/** An event with what its sentences name. The end of a wait has no text, and most steps are one. */
const toldEvent = (
  cause: Extract<TraceCause, { readonly type: 'event' }>,
  step: Step,
): TraceEvent => (cause.event.type === 'elapsed' ? cause.event : tracedEvent(cause, step, hidden));

/**
 * Describes a step of a host in the sentences of {@link explainStep}, without making a line of a trace. It contains names of MX and of
 * the machine, counts and times, but no guid, no text of the bank and no answer.
 *
 * @returns An empty text for a step that only ends a wait.
 */
export function tellStep(step: Step, cause: TraceCause): string {
  const line =
    cause.type === 'event' ? ({ type: 'event', event: toldEvent(cause, step) } as const) : cause;
  const before = cause.type === 'event' ? cause.record : null;
  return explainStep({ line, before, step }).join(' ');
}
