import {
  type Answer,
  type Challenge,
  createMemberActors,
  type MemberEmitted,
  type MemberEvent,
  type MemberInput,
  type MemberPort,
  type MemberRecord,
  memberMachine,
  memberView,
  type Reading,
  restore,
} from '@mx-member/machine';
import { createActor, type InspectionEvent } from 'xstate';
import { settle, VirtualClock } from './virtual-clock.ts';

export const MEMBER = { userGuid: 'USR-1', memberGuid: 'MBR-1' };

/** A question with this guid. */
export const question = (guid: string, more: Partial<Challenge> = {}): Challenge => ({
  guid,
  type: 'TEXT',
  label: `Question ${guid}?`,
  options: [],
  ...more,
});

/** A reading of a job that runs. */
export const running = (connectionStatus: string | null, more: Partial<Reading> = {}): Reading => ({
  connectionStatus,
  isBeingAggregated: true,
  challenges: [],
  ...more,
});

/** A reading without a job that runs. */
export const idle = (connectionStatus: string | null, more: Partial<Reading> = {}): Reading =>
  running(connectionStatus, { isBeingAggregated: false, ...more });

/** A reading in which the bank asks these questions. */
export const challenged = (...guids: string[]): Reading =>
  running('CHALLENGED', { challenges: guids.map((guid) => question(guid)) });

type Reply = Reading | Promise<Reading>;

/** MX's reply to each call in a test. `call` counts from 0, `now` is in ms since the beginning. */
export interface MxBehaviour {
  /** The look before the first start. It is not among `calls.reads`. Default: no job runs, and no status. */
  readonly look?: () => Reply;
  readonly start?: (call: number, now: number, signal?: AbortSignal) => Reply;
  readonly read: (call: number, now: number, signal?: AbortSignal) => Reply;
  readonly submit?: (answers: readonly Answer[], call: number, signal?: AbortSignal) => Reply;
}

/** Replies in order; the last one repeats. An error is thrown. */
export const inOrder =
  (...replies: readonly (Reading | Error)[]) =>
  (call: number): Reading => {
    const reply = replies[Math.min(call, replies.length - 1)];
    if (!reply || reply instanceof Error) throw reply ?? new Error('no reply');
    return reply;
  };

const EPOCH = Date.UTC(2026, 0, 1);

/** A member in virtual time. MX is a function. Each call is recorded with its time. `now` is the host's clock. */
export function fakeMember(
  mx: MxBehaviour,
  input: Partial<MemberInput> = {},
  record?: MemberRecord,
  clock = new VirtualClock(),
  now = () => clock.now(),
) {
  let isLookDue = record === undefined && input.job !== null && !input.act && !input.oauth;
  const calls = { starts: [] as number[], reads: [] as number[], submissions: [] as Answer[][] };
  const port: MemberPort = {
    startJob: async (_, { signal } = {}) =>
      (mx.start ?? (() => running('CONNECTED')))(
        calls.starts.push(clock.now()) - 1,
        clock.now(),
        signal,
      ),
    readStatus: async (_, { signal } = {}) => {
      if (!isLookDue) return mx.read(calls.reads.push(clock.now()) - 1, clock.now(), signal);
      isLookDue = false;
      return (mx.look ?? (() => idle(null)))();
    },
    submitAnswers: async ({ answers }, { signal } = {}) =>
      (mx.submit ?? (() => running('RESUMED')))(
        answers,
        calls.submissions.push([...answers]) - 1,
        signal,
      ),
  };
  const inspected: InspectionEvent[] = [];
  const emitted: MemberEmitted[] = [];
  const machine = memberMachine.provide({
    actors: createMemberActors(port, { now: () => EPOCH + now() }),
  });
  const actor = createActor(machine, {
    input: { member: MEMBER, job: 'aggregate', ...input },
    clock,
    inspect: (event) => inspected.push(event),
    ...(record && { snapshot: restore(record) }),
  });
  actor.on('*', (event) => emitted.push(event));
  const send = (event: MemberEvent) => actor.send(event);
  return {
    actor,
    clock,
    calls,
    emitted,
    inspected,
    send,
    view: () => memberView(actor.getSnapshot()),
    /** Answers every open question, and waits until the answers are sent. */
    answer: async (value = 'correct') => {
      const { challenges, prompt } = memberView(actor.getSnapshot());
      const answers = challenges.map(({ guid }) => ({ guid, value }));
      send({ type: 'challenge.answer', answers, prompt });
      await settle();
    },
    /** Lets `ms` pass. */
    run: (ms: number) => clock.run(ms),
    start: async () => {
      actor.start();
      await settle();
    },
  };
}

/** A fake member that was started. */
export async function startMember(
  mx: MxBehaviour,
  input: Partial<MemberInput> = {},
  record?: MemberRecord,
) {
  const started = fakeMember(mx, input, record);
  await started.start();
  return started;
}
