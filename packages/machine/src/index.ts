/** `@mx-member/machine`: everything in `/step` and `/hosting`, and the actor, which needs xstate. */
export * from './hosting-entry.ts';

export * from './step-entry.ts';
export { createMemberActors, type MemberActorsOptions } from './xstate/actors.ts';
export { describedMachine } from './xstate/described.ts';
export { memberMachine } from './xstate/machine.ts';
export { observeMember } from './xstate/observe.ts';
export {
  memberView,
  persist,
  persistAll,
  restore,
  restoreAll,
} from './xstate/snapshot.ts';
