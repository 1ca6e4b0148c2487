import { isWorthKeeping, mustCommitFirst } from '@mx-member/machine/hosting';
import {
  begin,
  isCall,
  isOver,
  type MemberInput,
  type MemberPort,
  type MemberRecord,
  makeCall,
  recordView,
  recover,
  type Step,
  type StepEvent,
  step,
} from '@mx-member/machine/step';
import type { StepTracer, TraceCause } from '@mx-member/machine/trace';
import { goodUser, type User } from './end-to-end-member.ts';
import { settle } from './fake-timers.ts';

/** A small host for one member. It commits records as late as allowed, so a crash goes back as far as possible. */
export class TracedMember {
  readonly #input: MemberInput;
  readonly #port: MemberPort;
  readonly #tracer: StepTracer;
  #user: User;
  #record: MemberRecord | null = null;
  #kept: MemberRecord | null = null;
  /** The number of the process. A result for an earlier process is lost. */
  #life = 0;
  #wait: ReturnType<typeof setTimeout> | undefined;

  constructor(input: MemberInput, port: MemberPort, tracer: StepTracer, user: User) {
    this.#input = input;
    this.#port = port;
    this.#tracer = tracer;
    this.#user = user;
  }

  get isOver(): boolean {
    return this.#record !== null && isOver(this.#record);
  }

  begin(): void {
    this.#take(begin(this.#input), { type: 'begin', input: this.#input });
  }

  /** The process ends, and another one continues from the last committed record. */
  async crash(): Promise<void> {
    clearTimeout(this.#wait);
    this.#life += 1;
    const record: MemberRecord | null = JSON.parse(JSON.stringify(this.#kept));
    this.#record = record;
    if (record) this.#take(recover(record), { type: 'recover', record });
    else this.begin();
    await settle();
  }

  replaceUser(user: User): void {
    this.#user = user;
    this.#askUser();
  }

  #happen(event: StepEvent): void {
    const record = this.#record as MemberRecord;
    this.#take(step(record, event), { type: 'event', event, record });
  }

  #take(made: Step, cause: TraceCause): void {
    this.#tracer.onStep(made, cause, Date.now());
    const before = this.#record;
    this.#record = made.record;
    const isKept = !before || made.effects.some(mustCommitFirst) || isOver(made.record);
    if (isKept || isWorthKeeping(before, made.record)) this.#kept = made.record;
    for (const effect of made.effects) {
      if (isCall(effect)) void this.#call(effect);
      if (effect.type === 'cancelWait') clearTimeout(this.#wait);
      if (effect.type === 'wait') {
        const { turn, ms } = effect;
        this.#wait = setTimeout(() => this.#happen({ type: 'elapsed', turn }), ms);
      }
    }
    this.#askUser();
  }

  async #call(effect: Parameters<typeof makeCall>[1]): Promise<void> {
    const life = this.#life;
    const event = await makeCall(this.#port, effect);
    if (life === this.#life) this.#happen(event);
  }

  #askUser(): void {
    if (!this.#record || this.isOver) return;
    const { needs, challenges, prompt } = recordView(this.#record);
    const deed = needs === 'answers' ? this.#user(challenges) : null;
    if (!deed) return;
    const life = this.#life;
    const give = () => {
      if (life !== this.#life || this.isOver) return;
      this.#happen({ type: 'challenge.answer', answers: deed.answers, prompt });
    };
    setTimeout(() => {
      give();
      if (deed.twice) give();
    }, deed.after);
  }

  /** From now on everything succeeds. */
  behave(): void {
    this.replaceUser(goodUser());
  }
}
