import { Pacer, type Refused } from '@mx-member/http/limits';
import type { Lane, RunningMember } from '../members/running-member.ts';
import { createClock, inNextTurn } from './clock.ts';
import { isLate, LANES, nextLane, notePassed, placesOf } from './priorities.ts';
import { Schedule } from './schedule.ts';

/** Gives members their turns, at the rate that MX accepts and within the limits. It decides nothing about a member. */

/** The maximum number of turns before the event loop continues: about 5 ms. */
const MAX_SLICE = 128;

/** The longest wait that a timer supports, in ms. */
const MAX_TIMER = 2 ** 31 - 1;

export interface LoopOptions {
  readonly maxInFlight: number;
  readonly requestsPerSecond: number | undefined;
  /** Called when it is a member's turn. @returns Whether a call was made. {@link Loop.ended} reports its end. */
  readonly onTurn: (member: RunningMember) => boolean;
}

export class Loop {
  readonly clock = createClock();
  readonly #options: LoopOptions;
  readonly #schedule = new Schedule();
  readonly #pacer: Pacer;
  /** With fewer running calls, no lane is full. */
  readonly #fewestPlaces: number;
  readonly #passed: Record<Lane, number> = { sending: 0, acting: 0, waiting: 0, idle: 0 };
  #inFlight = 0;
  /** Whether a member is due and only waits for the pace. */
  #isHeldBack = false;
  /** When the loop runs next, by its clock. */
  #wakesAt = Number.POSITIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#pacer = new Pacer(options.requestsPerSecond);
    this.#fewestPlaces = Math.min(...LANES.map((lane) => placesOf(lane, options.maxInFlight)));
  }

  /** Whether more members are due than the limits allow. */
  get isLate(): boolean {
    const now = this.clock();
    return LANES.some((lane) => isLate(lane, now, this.#schedule.nextAt(lane)));
  }

  /** The number of calls that MX accepts in a second, as far as its replies have shown. */
  get perSecond(): number {
    return this.#pacer.perSecond;
  }

  plan(member: RunningMember, dueAt: number, lane: Lane): void {
    this.#schedule.put(member, dueAt, lane);
    this.#wake(Math.max(dueAt, this.#freeAt()));
  }

  cancel(member: RunningMember): void {
    this.#schedule.cancel(member);
  }

  /**
   * Records the end of a call. @param sentAt In the time of `performance.now()`. @param refused What MX asked for, if
   * it answered 429.
   */
  ended(sentAt: number, refused: Refused | undefined): void {
    const wasFull = this.#inFlight >= this.#fewestPlaces;
    this.#inFlight -= 1;
    this.#pacer.end(sentAt, performance.now(), refused);
    // If no lane was full, the timer is set already.
    if (wasFull) this.#arm();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#schedule.clear();
  }

  #run(): void {
    this.#wakesAt = Number.POSITIVE_INFINITY;
    for (let turns = 0; turns < MAX_SLICE && !this.#isStopped; turns++) {
      const lane = this.#nextLane();
      if (!lane) {
        this.#isHeldBack = false;
        break;
      }
      const now = performance.now();
      if (this.#pacer.wait(now) > 0) {
        this.#isHeldBack = true;
        break;
      }
      const member = this.#schedule.take(lane);
      if (!member || !this.#options.onTurn(member)) continue;
      this.#inFlight += 1;
      notePassed(this.#passed, lane);
      this.#pacer.take(now, this.#isHeldBack);
    }
    this.#arm();
  }

  #nextLane(): Lane | null {
    return nextLane({
      now: this.clock(),
      dueAt: {
        sending: this.#schedule.nextAt('sending'),
        acting: this.#schedule.nextAt('acting'),
        waiting: this.#schedule.nextAt('waiting'),
        idle: this.#schedule.nextAt('idle'),
      },
      inFlight: this.#inFlight,
      maxInFlight: this.#options.maxInFlight,
      passed: this.#passed,
    });
  }

  /** When the pace allows the next call, by the loop's clock. */
  #freeAt(): number {
    return this.clock() + this.#pacer.wait(performance.now());
  }

  /** Sets the timer for the next turn. */
  #arm(): void {
    let first = Number.POSITIVE_INFINITY;
    for (const lane of LANES)
      if (this.#inFlight < placesOf(lane, this.#options.maxInFlight))
        first = Math.min(first, this.#schedule.nextAt(lane) ?? first);
    if (first < Number.POSITIVE_INFINITY) this.#wake(Math.max(first, this.#freeAt()));
  }

  #wake(at: number): void {
    if (at >= this.#wakesAt || this.#isStopped) return;
    this.#wakesAt = at;
    clearTimeout(this.#timer);
    const wait = at - this.clock();
    const run = () => {
      if (this.#wakesAt <= this.clock()) this.#run();
      else if (this.#wakesAt === at) {
        // The timer fired early.
        this.#wakesAt = Number.POSITIVE_INFINITY;
        this.#arm();
      }
    };
    if (wait <= 0) inNextTurn(run);
    else this.#timer = setTimeout(run, Math.min(MAX_TIMER, Math.ceil(wait)));
  }
}
