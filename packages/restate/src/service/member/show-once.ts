import type { Step } from '@mx-member/machine/step';
import type { TraceCause } from '@mx-member/machine/trace';
import type { internal, ObjectContext } from '@restatedev/restate-sdk/fetch';
import type { MemberServiceSettings } from '../options.ts';
import type { MemberState } from './state.ts';

/** Shows a step to the tracer. */
export type ShowStep = (step: Step, cause: TraceCause) => void;

/**
 * Whether Restate repeats what an attempt before this one has done. Its own `ctx.console` goes by the same, and like that the trace
 * takes no place in the journal: a journal that a worker without a tracer cannot repeat would hold its members up.
 */
const isRepeating = (context: ObjectContext<MemberState>): boolean =>
  (context as Partial<internal.ContextInternal>).isProcessing?.() === false;

/**
 * Shows each step of a handler once. If a worker dies before Restate has stored the step, the step is shown again under
 * the same name: the name of the call, and the number of the step in it.
 */
export function showOnce(
  { trace, now }: Pick<MemberServiceSettings, 'trace' | 'now'>,
  context: ObjectContext<MemberState>,
): ShowStep | undefined {
  if (!trace) return undefined;
  const { id } = context.request();
  let count = 0;
  return (step, cause) => {
    count += 1;
    if (!isRepeating(context)) trace.onStep(step, cause, now(), `${id}/${count}`);
  };
}
