import {
  createMemberActors,
  type MemberActorsOptions,
  type MemberPort,
  memberMachine,
  memberView,
  type Reading,
} from '@mx-member/machine';
import { type Actor, createActor } from 'xstate';
import { challenged, MEMBER, running } from '../../support/fake-member.ts';
import { settle, VirtualClock } from '../../support/virtual-clock.ts';

/** A call that gets no reply. */
export const never = () => new Promise<never>(() => {});

/** A promise that the test settles. */
export function deferred<Value>() {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

/** A member whose actor can be stopped and started again from memory, as UI frameworks do. */
export function member(port: Partial<MemberPort>, options: MemberActorsOptions = {}) {
  const clock = new VirtualClock();
  const calls: string[] = [];
  const counted =
    <Request>(name: string, call: (request: Request) => Promise<Reading>) =>
    (request: Request) => {
      calls.push(name);
      return call(request);
    };
  const actors = createMemberActors(
    {
      startJob: counted('startJob', port.startJob ?? (async () => running('CREATED'))),
      readStatus: counted('readStatus', port.readStatus ?? (async () => challenged('A'))),
      submitAnswers: counted(
        'submitAnswers',
        port.submitAnswers ?? (async () => running('RESUMED')),
      ),
    },
    { now: () => Date.UTC(2026, 0, 1) + clock.now(), ...options },
  );
  const machine = memberMachine.provide({ actors });
  const input = { member: MEMBER, job: 'aggregate' } as const;
  let actor: Actor<typeof machine> = createActor(machine, { input, clock }).start();
  return {
    calls,
    clock,
    view: () => memberView(actor.getSnapshot()),
    stop: () => actor.stop(),
    /** Stops the actor and starts it again from its snapshot, with the input of the running call. */
    restart: async () => {
      const snapshot = actor.getPersistedSnapshot();
      actor.stop();
      actor = createActor(machine, { input, clock, snapshot }).start();
      await settle();
    },
    answer: async (value = 'SECRET') => {
      const { prompt } = memberView(actor.getSnapshot());
      actor.send({ type: 'challenge.answer', answers: [{ guid: 'A', value }], prompt });
      await settle();
    },
  };
}
