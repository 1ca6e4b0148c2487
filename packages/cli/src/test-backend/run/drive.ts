import type { BackendEvidence } from '../evidence/evidence.ts';
import type { AttackScenario } from '../scenarios/scenario.ts';
import { type Owned, ScenarioBank, type WebhookRoute } from './bank.ts';
import type { Cast } from './cast.ts';
import { visit } from './person.ts';
import { sleepFor } from './sleep-for.ts';
import type { UserPart } from './user.ts';

/** A server under test, with its own bank. */
export interface RunningServer {
  readonly user: UserPart;
  /** Kills it as a crash would, and starts it again. */
  restart(): Promise<void>;
  /** What its output contained; `null` if it cannot be read. */
  output(): BackendEvidence['output'];
  close(): Promise<void>;
}

/** What a server needs to start. */
export interface Launch {
  readonly bank: ScenarioBank;
  readonly scenario: AttackScenario;
  readonly cast: Cast;
}

/** What all scenarios of a run share. */
export interface DriveOptions {
  readonly speed: number;
  /** `null` if the server does not receive webhooks. */
  readonly webhooks: WebhookRoute | null;
  readonly launch: (launch: Launch) => Promise<RunningServer>;
  readonly signal: AbortSignal;
}

/** How often the bank does what is due, in ms of its clock; and the shortest time between, in ms of real time. */
const TICK = 250;
const LEAST_TICK = 20;

/** Waits until the scenario ends: everybody has left and nothing new has happened for a while, or its time is up. */
async function watch(
  bank: ScenarioBank,
  { most, after }: AttackScenario,
  { speed, signal }: Pick<DriveOptions, 'speed' | 'signal'>,
  isEverybodyGone: () => boolean,
): Promise<void> {
  const { recorder } = bank;
  const tick = Math.max(LEAST_TICK, TICK / speed);
  const isOver = () =>
    recorder.now >= most || (isEverybodyGone() && recorder.now >= recorder.lastOfPeople + after);
  while (!signal.aborted && !isOver()) {
    await bank.tick();
    await sleepFor(tick, signal);
  }
  await bank.tick();
}

/** How long to wait for people after the scenario has ended, in ms. */
const FAREWELL = 1_000;

/** All people of a scenario. */
class People {
  readonly #visits: readonly (() => Promise<void>)[];
  readonly #over: AbortController;
  #left: number;
  #failure: { readonly error: unknown } | null = null;
  /** Resolves when everybody has left. */
  all: Promise<unknown> = Promise.resolve();

  constructor(
    { habit }: AttackScenario,
    { people }: Cast,
    owned: readonly Owned[],
    world: {
      readonly user: UserPart;
      readonly bank: ScenarioBank;
      readonly speed: number;
      readonly over: AbortController;
    },
  ) {
    const { over, ...rest } = world;
    this.#over = over;
    this.#left = people.length;
    this.#visits = people.flatMap((persona, index) => {
      const own = owned[index];
      if (!own) return [];
      return [() => visit({ ...rest, persona, owned: own, habit, signal: over.signal })];
    });
  }

  begin(): void {
    this.all = Promise.all(this.#visits.map((one) => this.#follow(one)));
  }

  async #follow(one: () => Promise<void>): Promise<void> {
    try {
      await one();
    } catch (error) {
      this.#failure ??= { error };
      this.#over.abort();
    } finally {
      this.#left -= 1;
    }
  }

  get areGone(): boolean {
    return this.#left === 0;
  }

  /** @throws The error of a visit that failed. */
  throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }
}

/**
 * Runs one scenario against a server.
 * @throws {CliError} if the server cannot be started. {UserPartError} if the user's part is wrong. The signal's reason.
 */
export async function drive(
  scenario: AttackScenario,
  cast: Cast,
  options: DriveOptions,
): Promise<BackendEvidence> {
  const { speed, webhooks, launch, signal } = options;
  let server: RunningServer | null = null;
  const bank = new ScenarioBank({
    scenario,
    cast,
    speed,
    webhooks,
    async restart() {
      bank.recorder.world({ type: 'killed' });
      await server?.restart();
      bank.recorder.world({ type: 'restarted' });
    },
  });
  const owned = await bank.prepare();
  server = await launch({ bank, scenario, cast });
  const over = new AbortController();
  const stop = () => over.abort();
  signal.addEventListener('abort', stop, { once: true });
  const people = new People(scenario, cast, owned, { user: server.user, bank, speed, over });
  try {
    await bank.begin(owned);
    people.begin();
    await watch(bank, scenario, { speed, signal: over.signal }, () => people.areGone);
    signal.throwIfAborted();
    people.throwIfFailed();
    return bank.recorder.evidence(speed, server.output());
  } finally {
    stop();
    signal.removeEventListener('abort', stop);
    // Requests of people end when the server ends.
    await server.close();
    await Promise.race([people.all, sleepFor(FAREWELL)]);
  }
}
