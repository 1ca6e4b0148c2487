import { type MemberInput, type memberMachine, memberView } from '@mx-member/machine';
import { useActor } from '@xstate/react';

export function Bank({ machine, input }: { machine: typeof memberMachine; input: MemberInput }) {
  const [snapshot] = useActor(machine, { input });
  const view = memberView(snapshot);
  return <p>{view.outcome?.message ?? view.status?.meaning}</p>;
}
