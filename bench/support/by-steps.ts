import {
  begin,
  type Effect,
  isCall,
  type MemberInput,
  type MemberPort,
  makeCall,
  type StepEvent,
  step,
} from '@mx-member/machine/step';

/** The smallest host: one member, without a store. */

/** Does the effects of a step and returns the next event. Every question is answered at once. */
async function follow(
  port: MemberPort,
  effects: readonly Effect[],
  wait: (ms: number) => Promise<unknown>,
): Promise<StepEvent> {
  for (const effect of effects) {
    if (isCall(effect)) return makeCall(port, effect);
    if (effect.type === 'challenged') {
      const answers = effect.challenges.map(({ guid }) => ({ guid, value: 'correct' }));
      return { type: 'challenge.answer', answers, prompt: effect.prompt };
    }
    if (effect.type === 'wait') {
      await wait(effect.ms);
      return { type: 'elapsed', turn: effect.turn };
    }
  }
  throw new Error('A step had no effect that leads to another event.');
}

/** Runs a lifecycle. @throws {Error} if it does not end as `connected`. */
export async function connectBySteps(
  port: MemberPort,
  input: MemberInput,
  wait: (ms: number) => Promise<unknown>,
): Promise<void> {
  let { record, effects } = begin(input);
  while (effects.at(-1)?.type !== 'ended')
    ({ record, effects } = step(record, await follow(port, effects, wait)));
  if (record.state !== 'connected') throw new Error(`A lifecycle ended ${record.state}.`);
}
