import { createWindow, type SlidingWindow } from '@mx-member/http/web';
import type { RunningMember } from '../members/running-member.ts';
import { createClock, inNextTurn } from './clock.ts';
import { isLate, nextLane, pauseFor, placesOf } from './priorities.ts';
import { Schedule } from './schedule.ts';

/** Gives members their turn, within the limits. It decides nothing about a member. */

/** The most turns before the event loop goes on: about 5 ms. */
const MAX_SLICE = 128;

/** The longest that a timer can wait, in ms. */
const MAX_TIMER = 2 ** 31 - 1;

export interface LoopOptions {
  readonly maxInFlight: number;
  readonly requestsPerSecond: number | undefined;
  /** It is a member's turn. @returns Whether that makes a call; {@link Loop.ended} says when the call has ended. */
  readonly onTurn: (member: RunningMember) => boolean;
}

export class Loop {
  readonly clock = createClock();
  readonly #options: LoopOptions;
  readonly #schedule = new Schedule();
  readonly #window: SlidingWindow;
  #inFlight = 0;
  #urgentInRow = 0;
  #pausedUntil = 0;
  /** When the loop runs next, by the clock. */
  #wakesAt = Number.POSITIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#window = createWindow(options.requestsPerSecond);
  }

  /** More is due than the limits allow. */
  get isLate(): boolean {
    return isLate(this.clock(), this.#schedule.nextAt('normal'));
  }

  plan(member: RunningMember, dueAt: number, isUrgent: boolean): void {
    this.#schedule.put(member, dueAt, isUrgent);
    this.#wake(Math.max(dueAt, this.#pausedUntil));
  }

  cancel(member: RunningMember): void {
    this.#schedule.cancel(member);
  }

  /** A call has ended. */
  ended(): void {
    this.#inFlight -= 1;
    this.#arm();
  }

  /** MX said 429: nobody calls for a while. */
  pause(retryAfter: number | undefined): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.clock() + pauseFor(retryAfter));
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#schedule.clear();
  }

  #run(): void {
    this.#wakesAt = Number.POSITIVE_INFINITY;
    for (let turns = 0; turns < MAX_SLICE && !this.#isStopped; turns++) {
      if (this.#window.wait(performance.now()) > 0 || this.clock() < this.#pausedUntil) break;
      const lane = this.#nextLane();
      const member = lane && this.#schedule.take(lane);
      if (!member) break;
      if (!this.#options.onTurn(member)) continue;
      this.#inFlight += 1;
      this.#urgentInRow = lane === 'urgent' ? this.#urgentInRow + 1 : 0;
      this.#window.note(performance.now());
    }
    this.#arm();
  }

  #nextLane() {
    const { maxInFlight } = this.#options;
    return nextLane({
      now: this.clock(),
      urgentAt: this.#schedule.nextAt('urgent'),
      normalAt: this.#schedule.nextAt('normal'),
      inFlight: this.#inFlight,
      maxInFlight,
      urgentInRow: this.#urgentInRow,
    });
  }

  /** Plans the next run: for the first that may have its turn. */
  #arm(): void {
    const at = (['urgent', 'normal'] as const)
      .filter((lane) => this.#inFlight < placesOf(lane, this.#options.maxInFlight))
      .map((lane) => this.#schedule.nextAt(lane) ?? Number.POSITIVE_INFINITY);
    const first = Math.min(...at);
    if (first === Number.POSITIVE_INFINITY) return;
    const now = performance.now();
    const free = this.clock() + this.#window.wait(now);
    this.#wake(Math.max(first, this.#pausedUntil, free));
  }

  #wake(at: number): void {
    if (at >= this.#wakesAt || this.#isStopped) return;
    this.#wakesAt = at;
    clearTimeout(this.#timer);
    const wait = at - this.clock();
    const run = () => {
      if (this.#wakesAt <= this.clock()) this.#run();
      else if (this.#wakesAt === at) {
        // The timer was early.
        this.#wakesAt = Number.POSITIVE_INFINITY;
        this.#arm();
      }
    };
    if (wait <= 0) inNextTurn(run);
    else this.#timer = setTimeout(run, Math.min(MAX_TIMER, Math.ceil(wait)));
  }
}
