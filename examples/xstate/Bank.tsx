import { type MemberInput, type memberMachine, memberView } from '@mx-member/machine';
import { useActor, useSelector } from '@xstate/react';
import type { ActorRefFrom } from 'xstate';
import type { onboarding } from './onboarding.ts';

/** A member of its own. */
export function Bank({ machine, input }: { machine: typeof memberMachine; input: MemberInput }) {
  const [snapshot] = useActor(machine, { input });
  const view = memberView(snapshot);
  return <p>{view.outcome?.message ?? view.status?.meaning}</p>;
}

/** The member inside the app's machine. */
export function Onboarding({ app }: { app: ActorRefFrom<typeof onboarding> }) {
  const member = useSelector(app, ({ children }) => children.member);
  const view = useSelector(member, (snapshot) => snapshot && memberView(snapshot));
  return <p>{view?.outcome?.message ?? view?.status?.meaning}</p>;
}
