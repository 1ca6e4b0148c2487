import { type HostSteps, hostSteps } from '@mx-member/machine/hosting';
import { type MemberInput, type Step, stepUnchecked } from '@mx-member/machine/step';
import type { StepTracer } from '@mx-member/machine/trace';

/** The functions of the machine that make steps, as this host calls them. */
export interface TracedSteps extends Omit<HostSteps, 'replaceOn'> {
  readonly replaceOn: (old: unknown, input: MemberInput) => Step;
}

/** Shows each step to the tracer. */
export function tracedSteps(trace: StepTracer | undefined, now: () => number): TracedSteps {
  const onStep: Parameters<typeof hostSteps>[0] =
    trace && ((step, cause) => trace.onStep(step, cause, now()));
  const steps = hostSteps(onStep, stepUnchecked);
  return { ...steps, replaceOn: (old, input) => steps.replaceOn(old, input, now()) };
}
