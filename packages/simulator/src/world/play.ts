import { AttackedBank, type WebhookRoute } from './attacked-bank.ts';
import { type Cast, castFor } from './cast.ts';
import type { BackendEvidence } from './evidence.ts';
import { visit } from './person.ts';
import { type Differences, type Plan, planOf } from './plan.ts';
import { sleepFor } from './sleep-for.ts';
import type { UserPart } from './user.ts';

/** A server under test, with its own bank. */
export interface RunningServer {
  /** How a person uses it. */
  readonly user: UserPart;
  /** Kills it as a crash would, and starts it again. */
  restart(): Promise<void>;
  /** What its output contained. `null` if it cannot be read. */
  output(): BackendEvidence['output'];
  close(): Promise<void>;
}

/** What a server needs to start. */
export interface Launch {
  /** The bank. {@link AttackedBank.answer} takes its requests. */
  readonly bank: AttackedBank;
  readonly cast: Cast;
}

/** Options of {@link playPlan}. */
export interface PlayOptions {
  readonly launch: (launch: Launch) => Promise<RunningServer>;
  /** How many times faster than real time the bank's clock goes. @default 1 */
  readonly speed?: number;
  /** How webhooks reach the server. @default the server does not receive webhooks */
  readonly webhooks?: WebhookRoute | null;
  /** Ends the play early. @default never */
  readonly signal?: AbortSignal;
}

/** How often the bank does what is due, in ms of its clock; and the shortest time between, in ms of real time. */
const TICK = 250;
const LEAST_TICK = 20;

/** Waits until the plan ends: everybody has left and nothing new has happened for a while, or its time is up. */
async function watch(
  bank: AttackedBank,
  { most, after }: Plan,
  { speed, signal }: { readonly speed: number; readonly signal: AbortSignal },
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

/** How long to wait for people after the plan has ended, in ms. */
const FAREWELL = 1_000;

/**
 * Lets people use a server as a plan says, in the time of the clock.
 * @param differences The differences from `USUAL_PLAN`.
 * @returns What happened. `brokenRulesIn` judges it.
 * @throws {UserPartError} if the user's part is wrong. What `launch` throws. The signal's reason.
 */
export async function playPlan(
  differences: Differences<Plan>,
  { launch, speed = 1, webhooks = null, signal = new AbortController().signal }: PlayOptions,
): Promise<BackendEvidence> {
  const plan = planOf(differences);
  const cast = castFor(plan);
  let server: RunningServer | null = null;
  const bank = new AttackedBank({
    plan,
    cast,
    speed,
    webhooks,
    async restart() {
      bank.recorder.world({ type: 'killed' });
      await server?.restart();
      bank.recorder.world({ type: 'restarted' });
    },
  });
  const people = await bank.prepare();
  server = await launch({ bank, cast });
  const { user } = server;
  const { answers } = plan;
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  let visits: readonly Promise<void>[] = [];
  let areGone = false;
  try {
    bank.begin();
    visits = people.map((one) => visit({ ...one, answers, user, bank, speed, signal: until }));
    Promise.all(visits).then(
      () => {
        areGone = true;
      },
      (error) => over.abort(error),
    );
    await watch(bank, plan, { speed, signal: until }, () => areGone);
    until.throwIfAborted();
    return bank.recorder.evidence(speed, server.output());
  } finally {
    over.abort();
    // Requests of people end when the server ends.
    await server.close();
    await Promise.race([Promise.allSettled(visits), sleepFor(FAREWELL)]);
  }
}
