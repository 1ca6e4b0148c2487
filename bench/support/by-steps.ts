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

/** The smallest host of steps: one member, nothing kept. */

/** Does what a step says, and tells what followed; every question is answered at once. */
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
  throw new Error('A step left nothing to do.');
}

/** Runs a lifecycle. @throws when it does not end connected. */
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
