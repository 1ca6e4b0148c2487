import { createMx, type MxOptions } from '@mx-member/adapters/mx';
import {
  type Answer,
  type Challenge,
  createMemberActors,
  type MemberId,
  type MemberInput,
  type MemberPort,
  type MemberRecord,
  memberMachine,
  memberView,
  persist,
  restore,
} from '@mx-member/machine';
import {
  createMxSimulator,
  DEFAULT_CLIENT_ID,
  type MxSimulator,
  type MxSimulatorOptions,
} from '@mx-member/simulator';
import { type Actor, createActor } from 'xstate';
import { pass, settle } from './fake-timers.ts';
import { credentials } from './simulated.ts';

/** How the user answers the questions: with these values, after so many ms. */
export interface Deed {
  readonly after: number;
  readonly answers: readonly Answer[];
  /** The user clicks twice. */
  readonly twice?: boolean;
}

/** Called at each view with open questions while no call is under way. `null`: the user does nothing at this view. */
export type User = (questions: readonly Challenge[]) => Deed | null;

export const answerAll = (questions: readonly Challenge[], value: string): readonly Answer[] =>
  questions.map(({ guid }) => ({ guid, value }));

/** A user who answers correctly after five seconds, at most five times. */
export function goodUser(): User {
  const times = new Map<string, number>();
  return (questions) => {
    const key = questions.map(({ guid }) => guid).join();
    const count = (times.get(key) ?? 0) + 1;
    times.set(key, count);
    return count > 5 ? null : { after: 5_000, answers: answerAll(questions, 'correct') };
  };
}

/** Output of the machine or the client, in which a secret must not appear. */
export type Watch = (thing: unknown) => void;

export interface Setting {
  /** The password, which decides what the bank does in the job. */
  readonly password: string;
  /** What the bank did in an earlier job, without a question. @default without an earlier job */
  readonly before?: string | undefined;
  readonly user?: User;
  readonly simulator?: MxSimulatorOptions;
  readonly mx?: Partial<MxOptions>;
  readonly input?: Partial<MemberInput>;
  readonly watch?: Watch;
  /** Receives XState's inspection events. */
  readonly inspect?: Parameters<typeof createActor>[1] extends infer Options | undefined
    ? Options extends { inspect?: infer Inspect }
      ? Inspect
      : never
    : never;
  /** Another job already runs. @default false */
  readonly otherJob?: boolean;
  /** Stands between the client and MX's responses. */
  readonly meddle?: (reply: Response, sent: string) => Response;
}

export const API_KEY = 'the-key-of-the-client';

/** One whole lifecycle: the machine, the MX client, the simulated bank and a user. Needs fake timers. */
export class EndToEndMember {
  readonly simulator: MxSimulator;
  /** How often the machine took answers from the user, counted by round. */
  submissions = 0;
  /** How often the machine took an answer from the user, by the guid of the question. */
  readonly given = new Map<string, number>();
  /** The requests that were sent, such as `PUT resume`. */
  readonly sent: string[] = [];
  actor: Actor<typeof memberMachine>;
  readonly member: MemberId;
  readonly #setting: Setting;
  #user: User;
  #isAtWork = false;

  constructor(simulator: MxSimulator, member: MemberId, setting: Setting) {
    this.simulator = simulator;
    this.member = member;
    this.#setting = setting;
    this.#user = setting.user ?? goodUser();
    this.actor = this.#create();
  }

  #port(): MemberPort {
    const mx = createMx({
      clientId: DEFAULT_CLIENT_ID,
      apiKey: API_KEY,
      environment: new URL('https://mx.test'),
      fetch: async (request) => {
        const sent = `${request.method} ${request.url.split('/').at(-1)}`;
        this.sent.push(sent);
        const reply = await this.simulator.fetch(request);
        return this.#setting.meddle?.(reply, sent) ?? reply;
      },
      ...this.#setting.mx,
    });
    const watched = <Result>(call: Promise<Result>): Promise<Result> =>
      call.catch((error: unknown) => {
        this.#setting.watch?.(error);
        throw error;
      });
    return {
      startJob: (request, options) => watched(mx.startJob(request, options)),
      readStatus: (request, options) => watched(mx.readStatus(request, options)),
      submitAnswers: (request, options) => watched(mx.submitAnswers(request, options)),
    };
  }

  #create(record?: MemberRecord): Actor<typeof memberMachine> {
    const { input, watch, inspect } = this.#setting;
    const machine = memberMachine.provide({ actors: createMemberActors(this.#port()) });
    const actor = createActor(machine, {
      input: { member: this.member, job: 'aggregate', ...input },
      ...(record && { snapshot: restore(record) }),
      ...(inspect && { inspect }),
    });
    actor.on('*', (event) => watch?.(event));
    actor.subscribe((snapshot) => {
      watch?.([memberView(snapshot), persist(snapshot), actor.getPersistedSnapshot()]);
      this.#tellUser();
    });
    return actor;
  }

  get view() {
    return memberView(this.actor.getSnapshot());
  }

  /** The bank's own record of the member, which is the truth. */
  get truth() {
    return this.simulator.bank.member(this.member.memberGuid);
  }

  #tellUser(): void {
    const { needs, challenges, prompt } = this.view;
    if (needs !== 'answers' || this.#isAtWork) return;
    const deed = this.#user(challenges);
    if (!deed) return;
    this.#isAtWork = true;
    setTimeout(() => {
      this.#isAtWork = false;
      this.#answer(deed.answers, prompt);
      if (deed.twice) this.#answer(deed.answers, prompt);
    }, deed.after);
  }

  #answer(answers: readonly Answer[], prompt: number): void {
    // XState's development build prints an event that arrives after the end, answers included.
    if (this.view.outcome) return;
    const isAsked = this.view.needs === 'answers';
    this.actor.send({ type: 'challenge.answer', answers, prompt });
    if (!isAsked || this.view.needs === 'answers') return;
    this.submissions += 1;
    for (const { guid } of answers) this.given.set(guid, (this.given.get(guid) ?? 0) + 1);
  }

  /** From here on another user acts. */
  replaceUser(user: User): void {
    this.#user = user;
    this.#tellUser();
  }

  /** Starts. After each of these waits, in ms, the process ends and another one continues. */
  async begin(crashes: readonly number[] = []): Promise<void> {
    this.actor.start();
    for (const wait of crashes) {
      await this.run(wait);
      if (!this.view.outcome) await this.crash();
    }
  }

  /** Starts, and runs until the end. */
  async toEnd(crashes: readonly number[] = []): Promise<this> {
    await this.begin(crashes);
    await this.run(86_400_000);
    if (!this.view.outcome)
      throw new Error(`After a day the member is still in ${this.view.state}.`);
    return this;
  }

  /** Lets `ms` pass, or less if the lifecycle ends before. */
  run(ms: number): Promise<void> {
    return pass(ms, () => this.view.outcome !== null);
  }

  /** The process ends. Another process, with a client of its own, continues from the record. */
  async crash(): Promise<void> {
    const record: MemberRecord = JSON.parse(JSON.stringify(persist(this.actor.getSnapshot())));
    this.actor.stop();
    this.actor = this.#create(record);
    this.actor.start();
    await settle();
  }
}

/** A member at the simulated bank. Its job has not been started. */
export async function openMember(setting: Setting): Promise<EndToEndMember> {
  const { password, before } = setting;
  const simulator = createMxSimulator({
    now: () => Date.now(),
    apiKey: API_KEY,
    ...setting.simulator,
  });
  const mx = createMx({
    clientId: DEFAULT_CLIENT_ID,
    apiKey: API_KEY,
    environment: new URL('https://mx.test'),
    version: 'v20111101', // Only this version can create a member without a job.
    fetch: simulator.fetch,
  });
  const { userGuid } = await mx.createUser();
  const { member } = await mx.createMember({
    userGuid,
    institutionCode: 'mxbank',
    credentials: credentials(before ?? password),
    skipAggregation: before === undefined,
  });
  if (before !== undefined) {
    await pass(60_000);
    simulator.bank.updateMember(member.memberGuid, {
      credentials: credentials(password),
      skipAggregation: true,
    });
  }
  if (setting.otherJob) await mx.startJob({ member, job: 'verify' });
  return new EndToEndMember(simulator, member, setting);
}
