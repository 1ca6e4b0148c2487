/** `@mx-member/machine`: everything that `@mx-member/machine/step` has, and the actor, which needs xstate. */
export { createMemberActors, type MemberActorsOptions } from './actors.ts';
export { memberMachine } from './machine.ts';
export { observeMember } from './observe.ts';
export { memberView, persist, restore } from './record.ts';
export * from './without-xstate.ts';
