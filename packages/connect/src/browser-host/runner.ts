import {
  type CallEffect,
  type Effect,
  isCall,
  type MemberPort,
  makeCall,
  type StepEvent,
} from '@mx-member/machine/step';

/** Does the effects of one member. At most one wait or call is open at a time. */
export class Runner {
  readonly #port: MemberPort;
  readonly #report: (event: StepEvent) => void;
  readonly #onError: ((thrown: unknown) => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #call: { readonly type: CallEffect['type']; readonly controller: AbortController } | null = null;
  readonly #idle: (() => void)[] = [];
  #origin = 0;

  /** @param report Called with the event that an effect leads to. */
  constructor(
    port: MemberPort,
    report: (event: StepEvent) => void,
    onError: ((thrown: unknown) => void) | undefined,
  ) {
    this.#port = port;
    this.#report = report;
    this.#onError = onError;
  }

  /** Reads the wall clock, when a lifecycle begins or goes on. */
  setClock(): void {
    this.#origin = Date.now() - performance.now();
  }

  /** The time of the lifecycle, in ms since 1970. A clock that is set meanwhile does not change it. */
  readonly now = (): number => Math.round(this.#origin + performance.now());

  get isCalling(): boolean {
    return this.#call !== null;
  }

  perform(effect: Effect): void {
    if (effect.type === 'wait') {
      const { turn, ms } = effect;
      this.#timer = setTimeout(() => this.#report({ type: 'elapsed', turn }), ms);
    } else if (effect.type === 'cancelWait' || effect.type === 'cancelCall') this.drop();
    else if (isCall(effect)) void this.#make(effect);
  }

  /** Ends the open wait or call. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#call?.controller.abort();
    this.#end();
  }

  /** Stops polling. A start or answers that were sent are completed; {@link idle} waits for them. */
  stopPolling(): void {
    if (this.#call === null || this.#call.type === 'readStatus') this.drop();
  }

  /** Resolves when all commands that were sent are completed. */
  idle(): Promise<void> {
    return this.#call ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  async #make(effect: CallEffect): Promise<void> {
    const controller = new AbortController();
    const own = { type: effect.type, controller };
    this.#call = own;
    const event = await makeCall(this.#port, effect, {
      signal: controller.signal,
      now: this.now,
      ...(this.#onError && { onError: this.#onError }),
    });
    if (this.#call !== own) return;
    this.#end();
    this.#report(event);
  }

  #end(): void {
    this.#call = null;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
