import type { Command, OnCommand } from './served-mx.ts';

/** One kill in so many comes at any moment, within so many ms of the life of a process. */
const ANY_MOMENT = 5;
const MAX_LIFE = 1_000;
/** The part of the kills after which MX has not got what was on its way. */
const LOST = 0.25;

/** Kills processes, most often while what it waits for is on its way. */
export class Killer implements OnCommand {
  made = 0;
  whileSending = 0;
  left: number;
  #isWaiting = false;
  readonly #awaits: Command['what'];
  readonly #random: () => number;
  readonly #kill: (command: Command | null) => boolean;

  /** @param kill Kills a process, the sender if there is a command. @returns Whether one was killed. */
  constructor(
    kills: number,
    awaits: Command['what'],
    random: () => number,
    kill: (command: Command | null) => boolean,
  ) {
    this.left = kills;
    this.#awaits = awaits;
    this.#random = random;
    this.#kill = kill;
  }

  /** A process can be killed from now on. */
  readonly onReady = (): void => {
    if (this.left % ANY_MOMENT !== 0) this.#isWaiting = true;
    else
      setTimeout(() => {
        this.#isWaiting = !this.#try(null);
      }, this.#random() * MAX_LIFE).unref();
  };

  readonly arrives = (command: Command): boolean => this.#mayKill(command, LOST / 2);

  readonly isTaken = (command: Command): void => void this.#mayKill(command, 0.5);

  #mayKill(command: Command, chance: number): boolean {
    if (!this.#isWaiting || command.what !== this.#awaits || this.#random() > chance) return false;
    return this.#try(command);
  }

  #try(command: Command | null): boolean {
    if (this.left === 0 || !this.#kill(command)) return false;
    this.#isWaiting = false;
    this.made += 1;
    this.left -= 1;
    if (command) this.whileSending += 1;
    return true;
  }
}
