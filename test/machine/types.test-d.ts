import {
  type Answer,
  createMemberActors,
  type Job,
  type MemberInput,
  type MemberPort,
  memberMachine,
  memberView,
  prepareAnswers,
  type Reading,
} from '@mx-member/machine';
import { createActor, fromPromise } from 'xstate';

/**
 * Code that must not compile. Each line below an expectation is an error. The type checker fails if one no longer is.
 */

declare const port: MemberPort;
declare const reading: Reading;
const member = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
const machine = memberMachine.provide({ actors: createMemberActors(port) });
const actor = createActor(machine, { input: { member, job: 'aggregate' } });

actor.send({ type: 'challenge.answer', answers: [{ guid: 'A', value: 'x' }], prompt: 1 });
actor.send({ type: 'challenge.answer', answers: [{ guid: 'A', sealed: 'x' }], prompt: 1 });
// @ts-expect-error an answer needs its challenge
actor.send({ type: 'challenge.answer', answers: [{ value: 'x' }], prompt: 1 });
// @ts-expect-error an answer needs a value
actor.send({ type: 'challenge.answer', answers: [{ guid: 'A' }], prompt: 1 });
// @ts-expect-error a value is a text
actor.send({ type: 'challenge.answer', answers: [{ guid: 'A', value: 123456 }], prompt: 1 });
// @ts-expect-error an answer needs its prompt
actor.send({ type: 'challenge.answer', answers: [{ guid: 'A', value: 'x' }] });
const both = [{ guid: 'A', value: 'x', sealed: 'x' }];
// @ts-expect-error a value or a sealed text, not both
actor.send({ type: 'challenge.answer', answers: both, prompt: 1 });
// @ts-expect-error answers are required
actor.send({ type: 'challenge.answer', prompt: 1 });
// @ts-expect-error an unknown event
actor.send({ type: 'challenge.answered', answers: [] });
// @ts-expect-error results of calls are not sent by hosts
actor.send({ type: 'xstate.done.actor.readStatus', output: reading });

// @ts-expect-error a member has two guids
createActor(machine, { input: { member: { memberGuid: 'MBR-1' }, job: 'aggregate' } });
// @ts-expect-error the job is required, even if it is null
createActor(machine, { input: { member } });
// @ts-expect-error an unknown job
createActor(machine, { input: { member, job: 'aggregation' } });
// @ts-expect-error the machine does not accept credentials
createActor(machine, { input: { member, job: null, credentials: [] } });
// @ts-expect-error pacing is in ms, as numbers
createActor(machine, { input: { member, job: null, pacing: { busy: '3s' } } });
// @ts-expect-error an act is an object, or omitted
createActor(machine, { input: { member, job: null, act: null } });
// @ts-expect-error an option can be sent as one of three names
createActor(machine, { input: { member, job: null, answerWith: 'text' } });
createActor(machine, {
  input: {
    member,
    job: null,
    act: { type: 'creation', before: null, reply: reading, at: 0 },
    answerWith: 'guid',
  },
});
// @ts-expect-error an actor needs an input
createActor(machine);

// @ts-expect-error a port has three calls
createMemberActors({ startJob: port.startJob, readStatus: port.readStatus });
// @ts-expect-error a call returns a reading
createMemberActors({ ...port, readStatus: async () => 'CONNECTED' });
const partial = async () => ({ connectionStatus: null, isBeingAggregated: null });
// @ts-expect-error a reading needs its challenges
createMemberActors({ ...port, readStatus: partial });
// @ts-expect-error an actor stamps its reading
memberMachine.provide({ actors: { readStatus: fromPromise(async () => reading) } });

actor.on('challenged', ({ round, challenges }) => [round satisfies number, challenges[0]?.guid]);
// @ts-expect-error an unknown emitted event
actor.on('connected', () => {});

const prepared = prepareAnswers(memberView(actor.getSnapshot()), []);
if ('answers' in prepared) prepared.answers satisfies readonly Answer[];
// @ts-expect-error answers exist only without problems
prepared.answers;
// @ts-expect-error MX may not have shown a status yet
memberView(actor.getSnapshot()).status.name;

const output = actor.getSnapshot().output;
if (output?.outcome === 'failed') output.reason satisfies string;
// @ts-expect-error only a failure has a reason
if (output?.outcome === 'connected') output.reason;
// @ts-expect-error an unknown tag
actor.getSnapshot().hasTag('loading');

'aggregate' satisfies Job;
({ member, job: null, oauth: true, deadlines: { busy: 1 } }) satisfies MemberInput;
