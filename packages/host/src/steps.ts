import { answerOn, replaceOn, startOn } from '@mx-member/machine/hosting';
import {
  type MemberInput,
  type MemberRecord,
  recover,
  type Step,
  type StepEvent,
  stepUnchecked,
} from '@mx-member/machine/step';
import type { StepTracer } from '@mx-member/machine/trace';

/** The functions of the machine that make steps, as a host calls them. */
export interface HostSteps {
  readonly startOn: typeof startOn;
  readonly answerOn: typeof answerOn;
  readonly replaceOn: (old: unknown, input: MemberInput) => Step;
  readonly recover: (record: MemberRecord) => Step;
  readonly step: (record: MemberRecord, event: StepEvent) => Step;
}

const untraced = (now: () => number): HostSteps => ({
  startOn,
  answerOn,
  replaceOn: (old, input) => replaceOn(old, input, now()),
  recover,
  step: stepUnchecked,
});

/** The functions of a host, of which each shows its step to the tracer. */
export function hostSteps(trace: StepTracer | undefined, now: () => number): HostSteps {
  const steps = untraced(now);
  if (!trace) return steps;
  return {
    startOn(kept, input, after) {
      const made = startOn(kept, input, after);
      const whole = { ...input, ...(kept && { after: kept }) };
      if (!('shows' in made)) trace.onStep(made, { type: 'begin', input: whole }, now());
      return made;
    },
    answerOn(record, given) {
      const made = answerOn(record, given);
      const { answers, prompt } = given;
      const event = { type: 'challenge.answer', answers, prompt } as const;
      trace.onStep(made.step, { type: 'event', event, record }, now());
      return made;
    },
    replaceOn(old, input) {
      const made = steps.replaceOn(old, input);
      trace.onStep(made, { type: 'follow' }, now());
      return made;
    },
    recover(record) {
      const made = recover(record);
      trace.onStep(made, { type: 'recover', record }, now());
      return made;
    },
    step(record, event) {
      const made = stepUnchecked(record, event);
      trace.onStep(made, { type: 'event', event, record }, now());
      return made;
    },
  };
}
