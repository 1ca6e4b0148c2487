import {
  createMemberActors,
  type MemberInput,
  MxError,
  memberMachine,
  type Reading,
} from '@mx-member/machine';
import {
  type AnyEventObject,
  type AnyMachineSnapshot,
  createActor,
  type SnapshotFrom,
} from 'xstate';
import { MEMBER } from './fake-member.ts';
import { nameOf } from './paths.ts';
import { settle, VirtualClock } from './virtual-clock.ts';

interface Pending {
  resolve(reading: Reading): void;
  reject(error: unknown): void;
}

/** What a replay saw: where it ended and which declared transitions it took. */
export interface Replayed {
  readonly snapshot: SnapshotFrom<typeof memberMachine>;
  readonly taken: ReadonlySet<string>;
}

/**
 * Makes the events of a path happen to a running actor, as they would in life: a reading is what the fake port answers,
 * a timer fires because the clock goes on, and only the host's own events are sent.
 */
export async function replay(
  events: readonly AnyEventObject[],
  input: Partial<MemberInput> = {},
): Promise<Replayed> {
  const clock = new VirtualClock();
  const pending = new Map<string, Pending>();
  const taken = new Set<string>();
  let at = 0;
  const call = (name: string) => () =>
    new Promise<Reading>((resolve, reject) => pending.set(name, { resolve, reject }));
  const actor = createActor(
    memberMachine.provide({
      actors: createMemberActors(
        {
          startJob: call('startJob'),
          readStatus: call('readStatus'),
          submitAnswers: call('submitAnswers'),
        },
        { now: () => at },
      ),
    }),
    {
      input: { member: MEMBER, job: 'aggregate', ...input },
      clock,
      inspect: (event) => {
        if (event.type === '@xstate.microstep')
          for (const one of event._transitions) taken.add(nameOf(one));
      },
    },
  );
  actor.start();
  for (const event of events) {
    const [, kind, , name = ''] = event.type.split('.');
    if (kind === 'done') {
      at = event.output.at;
      pending.get(name)?.resolve(event.output);
    } else if (kind === 'error') {
      at = event.error.at;
      pending.get(name)?.reject(new MxError(event.error.code));
    } else if (kind === 'after') {
      clock.increment(clock.untilNext);
    } else {
      actor.send(event as Parameters<typeof actor.send>[0]);
    }
    await settle();
  }
  const snapshot = actor.getSnapshot();
  actor.stop();
  return { snapshot, taken };
}

/** What must be equal between a running actor and the pure function. */
export const essence = ({ value, context, status }: AnyMachineSnapshot) => ({
  value,
  context,
  status,
});
