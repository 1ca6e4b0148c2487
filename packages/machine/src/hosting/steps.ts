import { recover, step } from '../chart/step.ts';
import type { MemberInput, MemberRecord, Step, StepEvent } from '../data/types.ts';
import { answerOn, replacementOf, startOn } from './protocol.ts';

/** The functions of the machine that make steps, as a host calls them. */
export interface HostSteps {
  readonly startOn: typeof startOn;
  readonly answerOn: typeof answerOn;
  /** Starts a member whose record cannot be read: `replacementOf`, recovered. */
  readonly replaceOn: (...given: Parameters<typeof replacementOf>) => Step;
  readonly recover: (record: MemberRecord) => Step;
  readonly step: (record: MemberRecord, event: StepEvent) => Step;
}

/** What has led to a step of a host. `follow`: the record is the first that is known of the member. */
export type StepCause =
  | { readonly type: 'begin'; readonly input: MemberInput }
  | { readonly type: 'recover'; readonly record: MemberRecord }
  | { readonly type: 'follow' }
  | { readonly type: 'event'; readonly event: StepEvent; readonly record: MemberRecord };

/**
 * The functions by which a host makes steps, and which show each step to a tracer before the host commits it.
 * @param onStep Is given each step and what has led to it. @default no tracer
 * @param make Makes the step of an event. A host whose events are its own gives `stepUnchecked`. @default step
 */
export function hostSteps(
  onStep: ((step: Step, cause: StepCause) => void) | undefined,
  make: HostSteps['step'] = step,
): HostSteps {
  const shown = <Made extends Step>(made: Made, cause: StepCause): Made => {
    onStep?.(made, cause);
    return made;
  };
  return {
    startOn(kept, input, after) {
      const made = startOn(kept, input, after);
      const whole: MemberInput = { ...input, ...(kept && { after: kept }) };
      return 'shows' in made ? made : shown(made, { type: 'begin', input: whole });
    },
    answerOn(record, given) {
      const made = answerOn(record, given);
      const { answers, prompt } = given;
      const event = { type: 'challenge.answer', answers, prompt } as const;
      shown(made.step, { type: 'event', event, record });
      return made;
    },
    replaceOn(...given) {
      const record = replacementOf(...given);
      shown({ record, effects: [] }, { type: 'follow' });
      return shown(recover(record), { type: 'recover', record });
    },
    recover: (record) => shown(recover(record), { type: 'recover', record }),
    step: (record, event) => shown(make(record, event), { type: 'event', event, record }),
  };
}
