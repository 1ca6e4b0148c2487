/** Runs the app's machine, and saves it on each change of it or of its member. */
import {
  createMemberActors,
  type MemberPort,
  memberMachine,
  persistAll,
  restoreAll,
} from '@mx-member/machine';
import { type Actor, createActor } from 'xstate';
import { onboarding } from './onboarding.ts';

export function openOnboarding(
  mx: MemberPort,
  put: (text: string) => Promise<void>,
  saved?: string,
): Actor<typeof onboarding> {
  const save = async () => put(JSON.stringify(persistAll(actor)));
  const member = memberMachine.provide({ actors: createMemberActors(mx, { beforeSubmit: save }) });
  const actor = createActor(onboarding.provide({ actors: { member } }), {
    ...(saved && { snapshot: restoreAll(JSON.parse(saved)) }),
    // After the change that is inspected.
    inspect: ({ type }) => type === '@xstate.snapshot' && queueMicrotask(save),
  });
  return actor.start();
}
