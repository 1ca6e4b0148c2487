import { endsAsTheBankSays } from '../promises/ends-as-the-bank-says.ts';
import { answersTwice, unaskedLogins } from '../promises/nothing-twice.ts';
import { problemsOf } from '../promises/oracles.ts';
import type { Place } from '../world/hosts/places.ts';
import { type Plan, printed } from '../world/plan.ts';
import { REAL } from '../world/time.ts';
import { World } from '../world/world.ts';
import type { Found } from './outcome.ts';
import type { ServedMx } from './served-mx.ts';

/** Worlds whose members are on one host. Each has its own MX, and all have the same processes. */
export class Crowd {
  readonly #mx: Pick<ServedMx, 'add'>;
  readonly #place: Place;
  readonly #plan: () => Plan;
  readonly #worlds: World[] = [];
  readonly #thrown = new Map<World, unknown>();

  /** @param plan Draws the next plan. */
  constructor(mx: Pick<ServedMx, 'add'>, place: Place, plan: () => Plan) {
    this.#mx = mx;
    this.#place = place;
    this.#plan = plan;
  }

  get ended(): number {
    return this.#worlds.filter(({ endedAt }) => endedAt !== null).length;
  }

  /** Plays `atOnce` plans at a time while more are needed. Resolves when all have ended. */
  async run(atOnce: number, isNeeded: (begun: number) => boolean): Promise<void> {
    const lane = async () => {
      while (isNeeded(this.#worlds.length)) await this.#play();
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }

  async #play(): Promise<void> {
    const number = this.#worlds.length + 1;
    const world = new World(this.#plan(), { place: this.#place, time: REAL, number });
    this.#worlds.push(world);
    this.#mx.add(world);
    await world.play().catch((thrown: unknown) => this.#thrown.set(world, thrown));
  }

  /** What was written that belongs to no world in particular. */
  write(texts: readonly string[]): void {
    this.#worlds[0]?.written.push(...texts);
  }

  /** What the oracles of the promises say. */
  found(): Found {
    const worlds = this.#worlds;
    const all = <Part>(of: (world: World) => readonly Part[]) => worlds.flatMap(of);
    const failures = worlds.flatMap((world) => {
      const problems = problemsOf(world).join('; ');
      const thrown = this.#thrown.get(world) ?? '';
      return problems || thrown ? [`${printed(world.plan)} ${problems} ${thrown}`] : [];
    });
    return {
      answers: all(({ answers }) => [...new Set(answers.map(({ prompt }) => prompt))]).length,
      twice: all(answersTwice).length,
      logins: all(unaskedLogins).length,
      lost: all(endsAsTheBankSays),
      stuck: worlds.length - this.ended,
      failures,
    };
  }
}
