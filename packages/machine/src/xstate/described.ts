import { createMachine } from 'xstate';
import { describeChart } from '../chart/described.ts';
import { memberMachine } from './machine.ts';

/** {@link memberMachine} with a sentence for each state and transition, for tools that draw it. It behaves the same. */
export const describedMachine = createMachine(
  describeChart(memberMachine.config) as never,
  memberMachine.implementations as never,
) as unknown as typeof memberMachine;
