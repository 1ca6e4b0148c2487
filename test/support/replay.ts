import { type MemberInput, MxError, type memberMachine } from '@mx-member/machine';
import type { AnyEventObject, AnyMachineSnapshot, SnapshotFrom } from 'xstate';
import { ManualMember, type OpenActor } from './fake-member.ts';
import { nameOf } from './paths.ts';
import { settle } from './virtual-clock.ts';

/** The result of a replay: its last state, and the declared transitions that it took. */
export interface Replayed {
  readonly snapshot: SnapshotFrom<typeof memberMachine>;
  readonly taken: ReadonlySet<string>;
}

/** The time stamp of a result; `undefined` if it has none. */
const stampOf = ({ output, error }: AnyEventObject): number | undefined => output?.at ?? error?.at;

/**
 * Replays the events of a path on a running actor: the fake port returns the readings, the clock fires the timers,
 * and only the host's own events are sent.
 */
export async function replay(
  events: readonly AnyEventObject[],
  input: Partial<MemberInput> = {},
  open?: OpenActor,
): Promise<Replayed> {
  // A call takes no time, so it begins at the time of its result, which is the next result of the path.
  const stamps = events.map(stampOf);
  const nextStamp = (from: number) => stamps.slice(from).find((stamp) => stamp !== undefined);
  let own: number | undefined;
  let at = nextStamp(0) ?? 0;
  const now = () => {
    const stamp = own ?? at;
    own = undefined;
    return stamp;
  };
  const member = await new ManualMember(input, now, open).start(null);
  for (const [index, event] of events.entries()) {
    const [, kind] = event.type.split('.');
    own = stamps[index];
    at = nextStamp(index + 1) ?? at;
    if (kind === 'done') {
      await member.reply(event.output);
    } else if (kind === 'error') {
      await member.reply(new MxError(event.error.code));
    } else if (kind === 'after') {
      member.clock.increment(member.clock.untilNext);
      await settle();
    } else {
      await member.send(event as Parameters<typeof member.send>[0]);
    }
  }
  const taken = new Set(
    member.inspected.flatMap((event) =>
      event.type === '@xstate.microstep' ? event._transitions.map(nameOf) : [],
    ),
  );
  const snapshot = member.actor.getSnapshot();
  member.actor.stop();
  return { snapshot, taken };
}

/** What must be equal in a running actor and the pure function. */
export const essence = ({ value, context, status }: AnyMachineSnapshot) => ({
  value,
  context,
  status,
});
