import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMx } from '@mx-member/adapters/mx';
import type { BareView } from '@mx-member/machine/hosting';
import { type MemberId, statusOf } from '@mx-member/machine/step';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { createMember, NEVER_RAN } from '../support/new-member.ts';
import { type ServedBank, serveBank } from './bank.ts';
import type { StoreSettings } from './messages.ts';
import { WorkerProcess } from './process.ts';

/** Lifecycles in a process that is killed again and again, and what arrived at the bank. */

export interface Plan {
  readonly lifecycles: number;
  readonly kills: number;
  /** Whether records are committed before answers are sent. */
  readonly commits: boolean;
  readonly random: () => number;
  /** @default a SQLite file */
  readonly store?: StoreSettings;
}

/** What the process was doing when it was killed. */
export const MOMENTS = [
  'between a commit and the arrival',
  'between the arrival and the reply',
  'during a start',
  'during a poll',
  'between calls',
] as const;
type Moment = (typeof MOMENTS)[number];

export interface Result {
  readonly kills: Readonly<Record<Moment, number>>;
  readonly given: number;
  /** Answers that arrived more often than they were given. */
  readonly twice: number;
  /** Members for which more than one job was started. */
  readonly startedTwice: number;
  /** Lifecycles whose outcome is not the bank's. */
  readonly wrong: readonly string[];
}

/** The number of lifecycles at a time. */
const AT_ONCE = 100;
/** On a fast machine the lifecycles end before the last kill, so up to this many times as many are run. */
const MAX_MORE = 4;
/** The part of the kills that come at any moment, and the longest life of a process before such a kill, in ms. */
const ANY_MOMENT = 0.2;
const MAX_LIFE = 1_000;

export const PASSWORDS = [
  'simulate:text,token',
  'simulate:token',
  'simulate:token,LOCKED',
  'correct',
];
export const ANSWERS = ['correct', 'correct', 'correct', 'wrong'];

export const pick = <One>(all: readonly One[], random: () => number): One =>
  all[Math.floor(random() * all.length)] as One;

/** Kills the worker at random moments, most of them while answers are on their way. */
class Killer {
  readonly kills = Object.fromEntries(MOMENTS.map((moment) => [moment, 0])) as Record<
    Moment,
    number
  >;
  /** Members whose answers were committed and have not arrived. */
  readonly committed = new Set<string>();
  worker: WorkerProcess | null = null;
  bank: ServedBank | null = null;
  /** The number of kills that are left. */
  left: number;
  /** No kill now: the worker is not ready, or a kill is already planned. */
  #isSafe = true;
  readonly #random: () => number;

  constructor(kills: number, random: () => number) {
    this.left = kills;
    this.#random = random;
  }

  /** Starts the worker. It is killed at a random moment, or while answers are on their way. */
  async start(): Promise<void> {
    await this.worker?.start();
    const isAnyMoment = this.#random() < ANY_MOMENT;
    this.#isSafe = isAnyMoment;
    if (isAnyMoment) setTimeout(() => this.#kill(), this.#random() * MAX_LIFE).unref();
  }

  /** Answers are on their way. */
  onSubmit(probability: number): void {
    if (!this.#isSafe && this.#random() < probability) this.#kill();
  }

  #kill(): void {
    if (this.left === 0) return;
    this.left -= 1;
    this.#isSafe = true;
    void this.#restart();
  }

  async #restart(): Promise<void> {
    // The kill comes first. What the process was doing is still known a moment later.
    const killed = this.worker?.kill();
    this.kills[this.#moment()] += 1;
    this.committed.clear();
    await killed;
    await this.start();
  }

  #moment(): Moment {
    const open = new Set([...(this.bank?.open ?? [])].map(({ type }) => type));
    if (open.has('submit')) return 'between the arrival and the reply';
    if (this.committed.size > 0) return 'between a commit and the arrival';
    if (open.has('start')) return 'during a start';
    return open.has('poll') ? 'during a poll' : 'between calls';
  }
}

/** A user: starts, answers each question once, and repeats every call until it has a reply. @returns The last view. */
export async function user(
  worker: Pick<WorkerProcess, 'insist'>,
  member: MemberId,
  value: string,
  numberOf: () => number,
): Promise<BareView> {
  const answered = new Set<number>();
  let view = await worker.insist('start', { member, job: 'aggregate', baseline: NEVER_RAN });
  while (!view.outcome) {
    const { needs, challenges, prompt, revision } = view;
    if (needs === 'answers' && !answered.has(prompt)) {
      const answers = challenges.map(({ guid }) => ({ guid, value: `${value}#${numberOf()}` }));
      ({ view } = await worker.insist('answer', member, { answers, prompt }));
      answered.add(prompt);
    } else {
      view = await worker.insist('next', member, { revision, wait: 2_000 });
      // A host that has lost the answer asks again, and the user gives another one.
      if (view.revision === revision) answered.clear();
    }
  }
  return view;
}

/** The bank's end of the job, as the matching outcome. */
export function endAt(
  { simulator }: ServedBank,
  { memberGuid }: MemberId,
): string | null | undefined {
  const { status, isBeingAggregated } = simulator.bank.member(memberGuid).shown;
  if (isBeingAggregated) return 'a job that runs';
  return status === 'CONNECTED' ? 'connected' : statusOf(status)?.reason;
}

export async function run({ lifecycles, kills, commits, random, store }: Plan): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'mx-member-chaos-'));
  const killer = new Killer(kills, random);
  const bank = await serveBank(random, {
    onSubmit: (member) => {
      killer.committed.delete(member);
      killer.onSubmit(commits ? 0.5 : 1);
    },
  });
  const keys = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };
  const file = join(folder, 'members.db');
  const settings = { ...keys, url: bank.url, store: store ?? { file }, name: 'worker', commits };
  const worker = new WorkerProcess(settings, (member) => {
    killer.committed.add(member);
    // Nothing can arrive twice before the answers have arrived once, so the control run waits for them.
    if (commits) killer.onSubmit(0.2);
  });
  Object.assign(killer, { worker, bank });
  const mx = createMx({
    ...keys,
    environment: new URL(bank.url),
    // Only this version can create a member without a job.
    version: 'v20111101',
  });
  let given = 0;
  let startedTwice = 0;
  const wrong: string[] = [];
  const numberOf = () => {
    given += 1;
    return given;
  };

  async function lifecycle(): Promise<void> {
    const member = await createMember(mx, pick(PASSWORDS, random));
    const { outcome } = await user(worker, member, pick(ANSWERS, random), numberOf);
    const end = outcome?.outcome === 'failed' ? outcome.reason : outcome?.outcome;
    const expected = endAt(bank, member);
    if (end !== expected) wrong.push(`${end} instead of ${expected}`);
    const { starts } = bank.simulator.bank.member(member.memberGuid).received;
    if (starts.filter(({ result }) => result === 'started').length !== 1) startedTwice += 1;
  }

  try {
    await killer.start();
    let left = lifecycles;
    const lane = async () => {
      const isNeeded = () => left > 0 || (killer.left > 0 && left > -MAX_MORE * lifecycles);
      while (isNeeded()) {
        left -= 1;
        await lifecycle();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  } finally {
    await worker.kill();
    await bank.close();
    await rm(folder, { recursive: true, force: true });
  }
  const twice = [...bank.arrivals.values()].filter((times) => times > 1).length;
  return { kills: killer.kills, given, twice, startedTwice, wrong };
}
