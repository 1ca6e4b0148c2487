import {
  type Answer,
  createMemberActors,
  type MemberInput,
  type MemberPort,
  type MemberRecord,
  type MemberView,
  memberMachine,
  memberView,
  persist,
  restore,
} from '@mx-member/machine';
import { createActor, type InspectionEvent } from 'xstate';
import { transitionKey } from './chart/model.ts';
import { entryOf, isOfRoot, type LogEntry } from './log/entries.ts';

/** A lifecycle as the page shows it at one moment. */
export interface Scene {
  readonly view: MemberView;
  /** The state's value, for the chart. */
  readonly value: unknown;
  /** The transitions of the last step, by their keys. */
  readonly taken: readonly string[];
}

/** One lifecycle that runs. */
export interface Lifecycle {
  answer(answers: readonly Answer[], prompt: number): void;
  /** MX may show something new: poll now. */
  hint(): void;
  cancel(): void;
  /** Stops without an outcome, as a closed page would. */
  stop(): void;
}

export interface Listeners {
  /** Called with every snapshot, and with what is to be kept of it. */
  readonly onScene: (scene: Scene, record: MemberRecord) => void;
  readonly onEntry: (entry: LogEntry) => void;
}

/** Follows the steps of an actor: which transitions led to its latest snapshot. */
function createTrace() {
  let step: string[] = [];
  let taken: readonly string[] = [];
  return {
    get taken() {
      return taken;
    },
    note(inspected: InspectionEvent) {
      if (!isOfRoot(inspected)) return;
      // The first transitions are taken before the first event is shown.
      if (inspected.type === '@xstate.event' && inspected.event.type !== 'xstate.init') step = [];
      if (inspected.type === '@xstate.microstep')
        step.push(...inspected._transitions.map(transitionKey));
      if (step.length > 0) taken = [...step];
    },
  };
}

/**
 * Starts a lifecycle.
 * @param record Where an earlier page was, to go on from there.
 * @throws {TypeError} when the record is none that this version understands.
 */
export function startLifecycle(
  port: MemberPort,
  input: MemberInput,
  record: MemberRecord | null,
  { onScene, onEntry }: Listeners,
): Lifecycle {
  const trace = createTrace();
  const machine = memberMachine.provide({ actors: createMemberActors(port) });
  const actor = createActor(machine, {
    input,
    ...(record && { snapshot: restore(record) }),
    inspect(inspected) {
      trace.note(inspected);
      const entry = entryOf(inspected, Date.now());
      if (entry) onEntry(entry);
    },
  });
  actor.subscribe((snapshot) =>
    onScene(
      { view: memberView(snapshot), value: snapshot.value, taken: trace.taken },
      persist(snapshot),
    ),
  );
  actor.start();
  return {
    answer: (answers, prompt) => actor.send({ type: 'challenge.answer', answers, prompt }),
    hint: () => actor.send({ type: 'status.changed' }),
    cancel: () => actor.send({ type: 'cancel' }),
    stop: () => actor.stop(),
  };
}
