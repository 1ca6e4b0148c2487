import {
  type Answer,
  type AnswersRequest,
  type CallOptions,
  createMemberActors,
  type MemberActorsOptions,
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
import { question } from '../../scripts/spec/draft.ts';
import { settle, VirtualClock } from './virtual-clock.ts';

export { question };

export const MEMBER = { userGuid: 'USR-1', memberGuid: 'MBR-1' };

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
export function openOf(machine: typeof memberMachine, more: MemberActorsOptions = {}): OpenActor {
  // A port whose actor is started again keeps its actors, so that a call is not made twice.
  const machines = new WeakMap<MemberPort, typeof memberMachine>();
  return (port, { now, ...options }) => {
    const actors = createMemberActors(port, { ...more, ...(now && { now }) });
    const own = machines.get(port) ?? machine.provide({ actors });
    machines.set(port, own);
    return createActor(own, options);
  };
}

export const openActor = openOf(memberMachine);

/** How a member of a test begins. */
interface Beginning {
  readonly input: Partial<MemberInput>;
  readonly record?: MemberRecord | undefined;
  /** The time of each reading and fault, in ms. @default the virtual clock, from 2026 on */
  readonly now?: (() => number) | undefined;
  /** @default an actor of this XState */
  readonly open?: OpenActor | undefined;
}

/** An actor of a member in virtual time. It can be stopped, and another one continues. */
abstract class LiveMember {
  readonly clock = new VirtualClock();
  readonly emitted: MemberEmitted[] = [];
  readonly inspected: InspectionEvent[] = [];
  /** When MX was polled, and events that allow an early poll: a command, a hint, another phase. */
  readonly log: { readonly what: 'read' | 'command' | 'hint' | 'phase'; readonly at: number }[] =
    [];
  /** The view after each event, and whether it came from an actor that has just begun or been restored. */
  readonly shown: { readonly view: MemberView; readonly isFirst: boolean }[] = [];
  actor: Actor<typeof memberMachine>;
  /** Whether the next poll is the look before the first start. */
  protected isLookDue: boolean;
  readonly #beginning: Beginning;
  readonly #port: MemberPort;

  constructor(beginning: Beginning) {
    const { input, record } = beginning;
    this.#beginning = beginning;
    const call =
      (name: keyof MemberPort) =>
      ({ answers = [] }: Partial<AnswersRequest>, { signal }: CallOptions = {}) => {
        this.#note(name === 'readStatus' ? 'read' : 'command');
        return this.call(name, answers, signal);
      };
    this.#port = {
      startJob: call('startJob'),
      readStatus: call('readStatus'),
      submitAnswers: call('submitAnswers'),
    };
    this.isLookDue = !record && input.job !== null && !input.act && !input.oauth;
    this.actor = this.#create(record && restore(record));
  }

  /** A call to MX. */
  protected abstract call(
    name: keyof MemberPort,
    answers: readonly Answer[],
    signal: AbortSignal | undefined,
  ): Promise<Reading>;

  #create(snapshot: Snapshot<unknown> | undefined) {
    const { input, now, open = openActor } = this.#beginning;
    const actor = open(this.#port, {
      now: now ?? (() => Date.UTC(2026, 0, 1) + this.clock.now()),
      input: { member: MEMBER, job: 'aggregate', ...input },
      clock: this.clock,
      inspect: (event) => this.inspected.push(event),
      ...(snapshot && { snapshot }),
    });
    actor.on('*', (event) => this.emitted.push(event));
    let phase = '';
    actor.subscribe((next) => {
      const view = memberView(next);
      this.shown.push({ view, isFirst: phase === '' });
      if (view.state !== phase) this.#note('phase');
      phase = view.state;
    });
    return actor;
  }

  #note(what: (typeof this.log)[number]['what']): void {
    this.log.push({ what, at: this.clock.now() });
  }

  async start(): Promise<this> {
    this.actor.start();
    await settle();
    return this;
  }

  get view(): MemberView {
    return memberView(this.actor.getSnapshot());
  }

  async send(event: MemberEvent): Promise<void> {
    if (event.type === 'status.changed') this.#note('hint');
    this.actor.send(event);
    await settle();
  }

  /** Answers every open question, and waits until the answers are sent. */
  answer(value = 'correct'): Promise<void> {
    const { challenges, prompt } = this.view;
    const answers = challenges.map(({ guid }) => ({ guid, value }));
    return this.send({ type: 'challenge.answer', answers, prompt });
  }

  /** Lets `ms` pass. */
  run(ms: number): Promise<void> {
    return this.clock.run(ms);
  }

  /** The process ends, and another one continues: from the record, or from a snapshot. */
  async restart(
    snapshot: Snapshot<unknown> = restore(
      JSON.parse(JSON.stringify(persist(this.actor.getSnapshot()))),
    ),
  ): Promise<void> {
    this.#note('command');
    this.actor.stop();
    this.actor = this.#create(snapshot);
    await this.start();
  }
}

/** A member for which MX is a function. Each call is recorded with its time. */
export class FakeMember extends LiveMember {
  readonly calls = { starts: [] as number[], reads: [] as number[], submissions: [] as Answer[][] };
  readonly #mx: MxBehaviour;

  constructor(mx: MxBehaviour, beginning: Beginning) {
    super(beginning);
    this.#mx = mx;
  }

  protected async call(
    name: keyof MemberPort,
    answers: readonly Answer[],
    signal: AbortSignal | undefined,
  ): Promise<Reading> {
    const { starts, reads, submissions } = this.calls;
    const now = this.clock.now();
    const { look, start, read, submit } = this.#mx;
    if (name === 'submitAnswers') {
      submissions.push([...answers]);
      return submit?.(answers, submissions.length - 1, signal) ?? running('RESUMED');
    }
    if (name === 'startJob') {
      starts.push(now);
      return start?.(starts.length - 1, now, signal) ?? running('CONNECTED');
    }
    if (!this.isLookDue) return read(reads.push(now) - 1, now, signal);
    this.isLookDue = false;
    return look?.() ?? idle(null);
  }
}

/** A fake member that was started. */
export const startMember = (
  mx: MxBehaviour,
  input: Partial<MemberInput> = {},
  record?: MemberRecord,
): Promise<FakeMember> => new FakeMember(mx, { input, record }).start();

/** A call to MX that the test answers by hand. */
interface OpenCall {
  readonly name: keyof MemberPort;
  readonly answers: readonly Answer[];
  readonly signal: AbortSignal | undefined;
  resolve(reading: Reading): void;
  reject(error: unknown): void;
}

/** A member whose calls to MX the test answers by hand. */
export class ManualMember extends LiveMember {
  readonly submitted: Answer[] = [];
  readonly calls: (keyof MemberPort)[] = [];
  open: OpenCall | null = null;

  constructor(input: Beginning['input'] = {}, now?: Beginning['now'], open?: Beginning['open']) {
    super({ input, now, open });
  }

  protected call(
    name: keyof MemberPort,
    answers: readonly Answer[],
    signal: AbortSignal | undefined,
  ): Promise<Reading> {
    this.calls.push(name);
    this.submitted.push(...answers);
    const { promise, resolve, reject } = Promise.withResolvers<Reading>();
    const own: OpenCall = { name, answers, signal, resolve, reject };
    this.open = own;
    signal?.addEventListener('abort', () => {
      if (this.open === own) this.open = null;
    });
    return promise;
  }

  /** @param look What the look before the first start shows. `null` leaves it to the test. */
  override async start(look: Reading | null = idle(null)): Promise<this> {
    await super.start();
    if (look && this.isLookDue) {
      this.isLookDue = false;
      await this.reply(look);
    }
    return this;
  }

  /** MX replies to the open call with a reading or an error. */
  async reply(reply: Reading | Error): Promise<void> {
    const { open } = this;
    this.open = null;
    if (reply instanceof Error) open?.reject(reply);
    else open?.resolve(reply);
    await settle();
  }

  override restart(...from: Parameters<LiveMember['restart']>): Promise<void> {
    this.open = null;
    return super.restart(...from);
  }
}

/** A port whose polls have these results in turn, after a look before the start. The last one repeats. An error is thrown. */
export function portOf(
  polls: readonly (Reading | Error)[],
  more: Partial<MemberPort> = {},
): MemberPort {
  const read = inOrder(idle('CREATED'), ...polls);
  let reads = 0;
  return {
    startJob: async () => running('CREATED'),
    readStatus: async () => read(reads++),
    submitAnswers: async () => running('RESUMED'),
    ...more,
  };
}
