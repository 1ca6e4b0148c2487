import { READING } from '../data/shapes.ts';
import type { Step } from '../data/types.ts';
import { redactorOf } from './allowlist.ts';
import { explainStep } from './explain-step.ts';
import type { TraceEvent } from './line.ts';
import { type TraceCause, tracedEvent } from './trace-of.ts';

/** In the place of a text that is not a name of MX. */
const hidden = (): string => '(a text that is not shown)';

const TOLD = ['connectionStatus', 'isBeingAggregated', 'errorCode'];
const redactReading = redactorOf({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(READING.properties).filter(([name]) => TOLD.includes(name)),
  ),
});

/** An event with what its sentences name. Most steps are a poll or the end of a wait, so less of these is redacted. */
function toldEvent(cause: Extract<TraceCause, { readonly type: 'event' }>, step: Step): TraceEvent {
  const { event } = cause;
  if (event.type === 'elapsed') return event;
  if (event.type !== 'done') return tracedEvent(cause, step, hidden);
  const { challenges } = event.reading;
  return { ...event, reading: { ...Object(redactReading(event.reading, hidden)), challenges } };
}

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
