import type { MemberId } from '@mx-member/machine/step';
import type { Happened } from './happened.ts';
import type { Door } from './hosts/door.ts';
import type { Place, Process } from './hosts/places.ts';
import { Life } from './life.ts';
import type { Mistake } from './mistakes.ts';
import { missingJob } from './mx.ts';

/** How long a call of the person may take, and when they try it again after an error, in ms. */
const LONGEST_CALL = 600_000;
const TRIES_AGAIN = 5_000;
const MOST_TRIES = 8;
/** How long a process may take to close, in ms. */
const CLOSES_WITHIN = 10_000;

type Living = Process & { readonly life: Life };

/** The processes of a world, one after the other: each dies as the plan says, and the next one continues. */
export class Processes {
  /** How many have begun. */
  count = 0;
  readonly #world: Happened;
  readonly #place: Place;
  readonly #mistake: Partial<Mistake>;
  #process: Living | null = null;

  constructor(world: Happened, place: Place, mistake: Partial<Mistake>) {
    this.#world = world;
    this.#place = place;
    this.#mistake = mistake;
  }

  async begin(): Promise<Living> {
    const number = this.count;
    this.count += 1;
    const world = this.#world;
    const { plan, userGuid } = world;
    const life = new Life(plan.deaths[number] ?? Number.POSITIVE_INFINITY);
    const mx = world.mx.client(number, life);
    const process = await this.#place.open({
      ...{ life, userGuid, mx, otherMx: world.mx.client(number) },
      options: plan.options,
      observe: (...step) => {
        world.steps.push(step);
        const [{ effects }] = step;
        if (effects.some(({ type }) => type === 'startJob')) world.starts.push(world.time.now());
      },
      trace: (line) => world.trace.push(line),
      write: (text) => world.written.push(text),
      change: (host) => this.#mistake.host?.(host, mx, plan) ?? host,
      mx: this.#mistake.mx?.(mx) ?? mx,
      jobs: this.#mistake.servesAllJobs
        ? undefined
        : [world.ownJob ?? 'aggregate', missingJob(plan)],
    });
    const door = this.#mistake.door?.(process.door, mx) ?? process.door;
    this.#process = { ...process, door, life };
    return this.#process;
  }

  /** The process that runs. Another one continues if it has died. */
  async alive(): Promise<Living> {
    const process = this.#process;
    if (process && !process.life.isDead) return process;
    const { time, restarts, deaths, plan, mx } = this.#world;
    restarts.push(time.now());
    if (process?.life.diedAt) deaths.push(process.life.diedAt);
    await time.pass(plan.downFor);
    await process?.bury();
    mx.setClock(plan.clock.restart);
    restarts.push(time.now());
    return this.begin();
  }

  /** Tells the process to look at a member, if there is one. */
  hint(member: MemberId): void {
    if (!this.#process || this.#process.life.isDead) return;
    this.#world.hints.push(this.#world.time.now());
    this.#process.hint(member).catch(() => {});
  }

  /** Makes a call of the person. If the process dies meanwhile, the next one gets the same call. */
  async call<Result>(make: (door: Door) => Promise<Result>): Promise<Result> {
    for (;;) {
      const { door, life } = await this.alive();
      const done: { result?: Result; thrown?: unknown; is: boolean } = { is: false };
      make(door).then(
        (result) => Object.assign(done, { result, is: true }),
        (thrown: unknown) => Object.assign(done, { thrown, is: true }),
      );
      await this.#world.time.pass(LONGEST_CALL, () => done.is || life.isDead);
      if (life.isDead) continue;
      if ('thrown' in done) throw done.thrown;
      if (!done.is) throw new Error('A call of the person takes more than ten minutes.');
      return done.result as Result;
    }
  }

  /** A call that the person makes again if it fails. */
  async try<Result>(make: (door: Door) => Promise<Result>): Promise<Result> {
    for (let tried = 1; ; tried += 1)
      try {
        return await this.call(make);
      } catch (thrown) {
        const { name, message, code } = Object(thrown) as Partial<Error> & { code?: string };
        this.#world.written.push(`${name} ${code}: ${message}`);
        if (tried === MOST_TRIES) throw thrown;
        await this.#world.time.pass(TRIES_AGAIN);
      }
  }

  /** The attempt that the person sees as ended, if there is one. */
  endOf(member: MemberId): Promise<number | undefined> {
    return this.call(async (door) => {
      const view = await door.view(member).catch(() => null);
      return view?.outcome ? view.revision : undefined;
    });
  }

  async close(): Promise<void> {
    const process = this.#process;
    if (process?.life.isDead) return process.bury();
    let isClosed = false;
    const closing = process?.close().finally(() => {
      isClosed = true;
    });
    await this.#world.time.pass(CLOSES_WITHIN, () => isClosed);
    await closing;
  }
}
