import type { OpenActor } from '../../support/manual-port.ts';
import { machineOf, RIGHT, sixActors } from './machine.ts';
import { six } from './xstate6.ts';

/** Makes the actor of a `ManualMember` with XState 6. @param onTaken Called with the name of each transition that is taken. */
export const openSix =
  (onTaken: (name: string) => void = () => {}): OpenActor =>
  (port, { now, inspect, ...options }) => {
    const machine = machineOf(six, sixActors(six, port, now), { ...RIGHT, onTaken });
    const actor = six.createActor(machine, { ...options, inspect: inspect as never });
    return actor as unknown as ReturnType<OpenActor>;
  };
