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

/** What must not compile. Each line below an expectation is an error; the checker fails when one no longer is. */

declare const port: MemberPort;
declare const reading: Reading;
const member = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
const machine = memberMachine.provide({ actors: createMemberActors(port) });
const actor = createActor(machine, { input: { member, job: 'aggregate' } });

actor.send({ type: 'challenge.answer', answers: [{ guid: 'A', value: 'x' }], prompt: 1 });
actor.send({ type: 'challenge.answer', answers: [{ guid: 'A', sealed: 'x' }], prompt: 1 });
// @ts-expect-error an answer names its challenge
actor.send({ type: 'challenge.answer', answers: [{ value: 'x' }], prompt: 1 });
// @ts-expect-error an answer has a value
actor.send({ type: 'challenge.answer', answers: [{ guid: 'A' }], prompt: 1 });
// @ts-expect-error a value is text
actor.send({ type: 'challenge.answer', answers: [{ guid: 'A', value: 123456 }], prompt: 1 });
// @ts-expect-error an answer names the prompt that it answers
actor.send({ type: 'challenge.answer', answers: [{ guid: 'A', value: 'x' }] });
const both = [{ guid: 'A', value: 'x', sealed: 'x' }];
// @ts-expect-error a value or a seal, not both
actor.send({ type: 'challenge.answer', answers: both, prompt: 1 });
// @ts-expect-error there are answers
actor.send({ type: 'challenge.answer', prompt: 1 });
// @ts-expect-error there is no such event
actor.send({ type: 'challenge.answered', answers: [] });
// @ts-expect-error results of calls are not sent by hosts
actor.send({ type: 'xstate.done.actor.readStatus', output: reading });

// @ts-expect-error a member has two guids
createActor(machine, { input: { member: { memberGuid: 'MBR-1' }, job: 'aggregate' } });
// @ts-expect-error the job is said, if only as null
createActor(machine, { input: { member } });
// @ts-expect-error there is no such job
createActor(machine, { input: { member, job: 'aggregation' } });
// @ts-expect-error no credential enters the machine
createActor(machine, { input: { member, job: null, credentials: [] } });
// @ts-expect-error pacing is in ms, as numbers
createActor(machine, { input: { member, job: null, pacing: { busy: '3s' } } });
// @ts-expect-error a baseline is how the member was, or it is left out
createActor(machine, { input: { member, job: null, baseline: null } });
// @ts-expect-error a choice is sent by one of three names
createActor(machine, { input: { member, job: null, answerWith: 'text' } });
createActor(machine, { input: { member, job: null, baseline: reading, answerWith: 'guid' } });
// @ts-expect-error an actor needs an input
createActor(machine);

// @ts-expect-error a port has three calls
createMemberActors({ startJob: port.startJob, readStatus: port.readStatus });
// @ts-expect-error a call gives a reading
createMemberActors({ ...port, readStatus: async () => 'CONNECTED' });
const partial = async () => ({ connectionStatus: null, isBeingAggregated: null });
// @ts-expect-error a reading has its challenges
createMemberActors({ ...port, readStatus: partial });
// @ts-expect-error an actor stamps its reading
memberMachine.provide({ actors: { readStatus: fromPromise(async () => reading) } });

actor.on('challenged', ({ round, challenges }) => [round satisfies number, challenges[0]?.guid]);
// @ts-expect-error nothing of that name is emitted
actor.on('connected', () => {});

const prepared = prepareAnswers(memberView(actor.getSnapshot()), []);
if ('answers' in prepared) prepared.answers satisfies readonly Answer[];
// @ts-expect-error there are answers only where nothing is wrong
prepared.answers;
// @ts-expect-error MX may have shown no status yet
memberView(actor.getSnapshot()).status.name;

const output = actor.getSnapshot().output;
if (output?.outcome === 'failed') output.reason satisfies string;
// @ts-expect-error only a failure has a reason
if (output?.outcome === 'connected') output.reason;
// @ts-expect-error there is no such tag
actor.getSnapshot().hasTag('loading');

'aggregate' satisfies Job;
({ member, job: null, oauth: true, deadlines: { busy: 1 } }) satisfies MemberInput;
