import type { OpenActor } from '../../support/fake-member.ts';
import { machineOf, type Parts, RIGHT, sixActors } from './machine.ts';
import { six } from './xstate6.ts';

/** Makes the actor of a member with XState 6. @param parts What differs from the translated chart. */
export const openSix =
  (parts: Partial<Parts> = {}): OpenActor =>
  (port, { now, inspect, ...options }) => {
    const machine = machineOf(six, sixActors(six, port, now), { ...RIGHT, ...parts });
    const actor = six.createActor(machine, { ...options, inspect: inspect as never });
    return actor as unknown as ReturnType<OpenActor>;
  };
