import { createMemberActors, type MemberPort, memberMachine } from '@mx-member/machine';
import { createActor } from 'xstate';
import { connectByActor } from '../support/by-actor.ts';
import { serveLifecycles } from '../support/lifecycles.ts';
import { clock, createPort, MEMBER } from './world.ts';

/** The port of each member. With this map the machine gets its actors once, as in a host. */
const ports = new Map<string, MemberPort>();
const portOf = ({ memberGuid }: { memberGuid: string }) => ports.get(memberGuid) as MemberPort;
const machine = memberMachine.provide({
  actors: createMemberActors({
    startJob: (request) => portOf(request.member).startJob(request),
    readStatus: (request) => portOf(request.member).readStatus(request),
    submitAnswers: (request) => portOf(request.member).submitAnswers(request),
  }),
});

serveLifecycles(async (lane) => {
  const member = { ...MEMBER, memberGuid: `MBR-${lane}` };
  ports.set(member.memberGuid, createPort());
  const actor = createActor(machine, { input: { member, job: 'aggregate' }, clock });
  await connectByActor(actor);
});
