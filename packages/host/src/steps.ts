import { type HostSteps, hostSteps } from '@mx-member/machine/hosting';
import { type MemberInput, type Step, stepUnchecked } from '@mx-member/machine/step';
import type { StepTracer } from '@mx-member/machine/trace';

/** The functions of the machine that make steps, as this host calls them. */
export interface TracedSteps extends Omit<HostSteps, 'replaceOn'> {
  readonly replaceOn: (old: unknown, input: MemberInput) => Step;
}

/** Shows each step to the tracers. */
export function tracedSteps(tracers: readonly StepTracer[], now: () => number): TracedSteps {
  const onStep: Parameters<typeof hostSteps>[0] =
    tracers.length === 0
      ? undefined
      : (step, cause) => {
          const at = now();
          for (const tracer of tracers) tracer.onStep(step, cause, at);
        };
  const steps = hostSteps(onStep, stepUnchecked);
  return { ...steps, replaceOn: (old, input) => steps.replaceOn(old, input, now()) };
}
