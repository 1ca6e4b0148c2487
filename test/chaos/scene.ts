import type { Place } from '../world/hosts/places.ts';
import type { Plan } from '../world/plan.ts';
import { Crowd } from './crowd.ts';
import { Killer } from './killer.ts';
import type { Found, Outcome } from './outcome.ts';
import { type Command, type ServedMx, serveMx } from './served-mx.ts';

/** What the members of a crowd run on: processes with a host, or a cluster. */
export interface Stage extends Place {
  /** Called when a process can be killed. */
  onReady: () => void;
  /** Kills a process, the sender if there is a command. @returns Whether one was killed. */
  kill(command: Command | null): boolean;
  /** What it has printed and stored, once it is removed. */
  readonly written: readonly string[];
  /** What is wrong with it. */
  readonly failures: readonly string[];
}

/** Opens a stage whose hosts call MX at this address. */
export type OpenStage<Own extends Stage> = (mx: string) => Own | Promise<Own>;

interface Scene<Own> {
  readonly mx: ServedMx;
  readonly stage: Own;
  readonly crowd: Crowd;
}

/** Plays a scene, and removes it. @returns What was found. */
export async function play<Own extends Stage>(
  open: OpenStage<Own>,
  plan: () => Plan,
  act: (scene: Scene<Own>) => Promise<unknown>,
): Promise<Found> {
  const mx = await serveMx();
  const stage = await open(mx.url);
  const crowd = new Crowd(mx, stage, plan);
  try {
    await act({ mx, stage, crowd });
  } finally {
    await stage.remove();
    await mx.close();
  }
  crowd.write(stage.written);
  const found = crowd.found();
  return { ...found, failures: [...found.failures, ...stage.failures] };
}

interface Kills {
  readonly plan: () => Plan;
  readonly lifecycles: number;
  /** The number of lifecycles at a time. */
  readonly atOnce: number;
  readonly kills: number;
  /** What is most often on its way when a process is killed. */
  readonly awaits: Command['what'];
}

/** On a fast machine the lifecycles end before the last kill, so up to this many times as many are run. */
const MAX_MORE = 5;
/** The part of the kills that must happen while something is on its way. */
const MIN_WHILE_SENDING = 0.6;

/** Plays plans on a stage whose processes are killed again and again. */
export async function killed(
  open: OpenStage<Stage>,
  { plan, lifecycles, atOnce, kills, awaits }: Kills,
  random: () => number,
): Promise<Outcome> {
  let made = 0;
  let whileSending = 0;
  const found = await play(open, plan, async ({ mx, stage, crowd }) => {
    const killer = new Killer(kills, awaits, random, (command) => stage.kill(command));
    mx.on = killer;
    stage.onReady = killer.onReady;
    const isMore = (begun: number) => killer.left > 0 && begun < MAX_MORE * lifecycles;
    await crowd.run(atOnce, (begun) => begun < lifecycles || isMore(begun));
    ({ made, whileSending } = killer);
  });
  return {
    kills: made,
    whileSending,
    ...found,
    failures: [
      ...found.failures,
      ...(made < kills ? [`Only ${made} of ${kills} kills.`] : []),
      ...(whileSending < MIN_WHILE_SENDING * kills
        ? [`Only ${whileSending} kills while something was on its way.`]
        : []),
    ],
  };
}
