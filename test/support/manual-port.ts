import {
  type Answer,
  type AnswersRequest,
  type CallOptions,
  createMemberActors,
  type MemberEmitted,
  type MemberEvent,
  type MemberInput,
  type MemberPort,
  type MemberRecord,
  type MemberView,
  memberMachine,
  memberView,
  persist,
  type Reading,
  restore,
} from '@mx-member/machine';
import { type Actor, createActor, type InspectionEvent, type Snapshot } from 'xstate';
import { idle, MEMBER } from './fake-member.ts';
import { settle, VirtualClock } from './virtual-clock.ts';

/** A call to MX that the test answers by hand. */
export interface OpenCall {
  readonly name: keyof MemberPort;
  readonly answers: readonly Answer[];
  readonly signal: AbortSignal | undefined;
  resolve(reading: Reading): void;
  reject(error: unknown): void;
}

/** A port for a machine whose calls nobody makes. */
const unused = async (): Promise<Reading> => {
  throw new Error('Nobody makes this call.');
};
export const unusedPort: MemberPort = {
  startJob: unused,
  readStatus: unused,
  submitAnswers: unused,
};

/** Makes the actor of a member. Another version of XState has its own. */
export type OpenActor = (
  port: MemberPort,
  options: {
    /** @default Date.now */
    readonly now?: () => number;
    readonly input: MemberInput;
    /** @default the platform's timers */
    readonly clock?: VirtualClock;
    readonly inspect: (event: InspectionEvent) => void;
    readonly snapshot?: Snapshot<unknown>;
  },
) => Actor<typeof memberMachine>;

/** Makes the actor of a machine of this XState. */
export const openOf =
  (machine: typeof memberMachine): OpenActor =>
  (port, { now, ...options }) => {
    const actors = createMemberActors(port, { ...(now && { now }) });
    return createActor(machine.provide({ actors }), options);
  };

export const openActor = openOf(memberMachine);

/** A member whose calls to MX the test answers by hand. It can be stopped and restored. */
export class ManualMember {
  readonly clock = new VirtualClock();
  readonly emitted: MemberEmitted[] = [];
  readonly inspected: InspectionEvent[] = [];
  readonly submitted: Answer[] = [];
  /** When MX was polled, and events that allow an early poll: a command, a hint, another phase. */
  readonly log: { readonly what: 'read' | 'command' | 'hint' | 'phase'; readonly at: number }[] =
    [];
  readonly calls: (keyof MemberPort)[] = [];
  /** The view after each event, and whether it came from an actor that has just begun or been restored. */
  readonly shown: { readonly view: MemberView; readonly isFirst: boolean }[] = [];
  open: OpenCall | null = null;
  readonly #now: () => number;
  readonly #open: OpenActor;
  #isLookDue: boolean;
  actor: Actor<typeof memberMachine>;

  /**
   * @param now The time of each reading and fault, in ms. Default: the virtual clock, from 2026 on.
   * @param open Makes the actor. Default: an actor of this XState.
   */
  constructor(
    input: Partial<MemberInput> = {},
    now = () => Date.UTC(2026, 0, 1) + this.clock.now(),
    open = openActor,
  ) {
    const { job, act, oauth } = input;
    this.#isLookDue = job !== null && !act && !oauth;
    this.#now = now;
    this.#open = open;
    this.actor = this.#create({ input });
  }

  #create({ input = {}, record }: { input?: Partial<MemberInput>; record?: MemberRecord }) {
    const call =
      (name: keyof MemberPort) =>
      (request: object, { signal }: CallOptions = {}) =>
        new Promise<Reading>((resolve, reject) => {
          this.#note(name === 'readStatus' ? 'read' : 'command');
          this.calls.push(name);
          const answers = (request as Partial<AnswersRequest>).answers ?? [];
          this.submitted.push(...answers);
          const own: OpenCall = { name, answers, signal, resolve, reject };
          this.open = own;
          signal?.addEventListener('abort', () => {
            if (this.open === own) this.open = null;
          });
        });
    const port: MemberPort = {
      startJob: call('startJob'),
      readStatus: call('readStatus'),
      submitAnswers: call('submitAnswers'),
    };
    const actor = this.#open(port, {
      now: this.#now,
      input: { member: MEMBER, job: 'aggregate', ...input },
      clock: this.clock,
      inspect: (event) => this.inspected.push(event),
      ...(record && { snapshot: restore(record) }),
    });
    actor.on('*', (event) => this.emitted.push(event));
    let phase = '';
    actor.subscribe((snapshot) => {
      const view = memberView(snapshot);
      const { state } = view;
      this.shown.push({ view, isFirst: phase === '' });
      if (state !== phase) this.#note('phase');
      phase = state;
    });
    return actor;
  }

  #note(what: (typeof this.log)[number]['what']): void {
    this.log.push({ what, at: this.clock.now() });
  }

  /** @param look What the look before the first start shows. `null` leaves it to the test. */
  async start(look: Reading | null = idle(null)): Promise<this> {
    this.actor.start();
    await settle();
    if (look && this.#isLookDue) {
      this.#isLookDue = false;
      await this.reply(look);
    }
    return this;
  }

  get view() {
    return memberView(this.actor.getSnapshot());
  }

  async send(event: MemberEvent): Promise<void> {
    if (event.type === 'status.changed') this.#note('hint');
    this.actor.send(event);
    await settle();
  }

  /** MX replies to the open call with a reading or an error. */
  async reply(reply: Reading | Error): Promise<void> {
    const { open } = this;
    this.open = null;
    if (reply instanceof Error) open?.reject(reply);
    else open?.resolve(reply);
    await settle();
  }

  /** The process ends, and another one continues from its record. */
  async restart(): Promise<void> {
    const record = JSON.stringify(persist(this.actor.getSnapshot()));
    this.open = null;
    this.#note('command');
    this.actor.stop();
    this.actor = this.#create({ record: JSON.parse(record) });
    await this.start();
  }
}
