import type { OpenActor } from '../../support/fake-member.ts';
import { machineOf, type Parts, RIGHT, sixActors } from './machine.ts';
import { six } from './xstate6.ts';

/** Makes the actor of a member with XState 6. @param parts What differs from the translated chart. */
export const openSix =
  (parts: Partial<Parts> = {}): OpenActor =>
  (port, { now, ...options }) =>
    six.createActor(machineOf(sixActors(port, now), { ...RIGHT, ...parts }), options);
