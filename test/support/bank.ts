import {
  type Answer,
  type CallOptions,
  type MemberId,
  type MemberPort,
  MxError,
  type Reading,
} from '@mx-member/machine/step';
import { challenged, idle, running } from './fake-member.ts';

/** A fake port with a bank for many members. It asks each member `rounds` questions, then connects the member. */

export interface BankOptions {
  /** The number of questions, asked one after the other. @default 1 */
  readonly rounds?: number;
  /** How long each step of a job takes, in ms. @default 1000 */
  readonly step?: number;
  /** The duration of each call, in ms. The bank acts after half of it. @default 0 */
  readonly latency?: number;
  /** The status with which a job ends. @default 'CONNECTED' */
  readonly end?: string;
  /** MX is down until this time, in ms after the beginning. @default never */
  readonly outage?: { readonly from: number; readonly ms: number };
  /**
   * Readings have `aggregatedAt` and `successfullyAggregatedAt`, so one poll is enough to show a success. @default
   * false
   */
  readonly hasTimes?: boolean;
  /** @default the clock of `Date` and `setTimeout` */
  readonly clock?: BankClock;
}

export interface BankClock {
  readonly now: () => number;
  readonly setTimeout: (run: () => void, ms: number) => unknown;
}

/** The clock is looked up at each use, because a test may install fake timers after it has made the bank. */
const REAL: BankClock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
};

export interface BankCall {
  readonly call: 'startJob' | 'readStatus' | 'submitAnswers';
  readonly member: string;
  readonly at: number;
  readonly priority: number;
}

interface Account {
  round: number;
  since: number;
  /** When the member's job began. */
  began: number;
  starts: number;
}

export const memberOf = (index: number): MemberId => ({
  userGuid: `USR-${index}`,
  memberGuid: `MBR-${index}`,
});

export class Bank implements MemberPort {
  readonly calls: BankCall[] = [];
  /** All answers that have arrived. */
  readonly received: (Answer & { readonly member: string })[] = [];
  /** While this is set, each call throws it. */
  fault: Error | null = null;
  readonly #accounts = new Map<string, Account>();
  readonly #options: Required<BankOptions>;
  readonly #from: number;

  constructor({
    rounds = 1,
    step = 1_000,
    latency = 0,
    end = 'CONNECTED',
    outage = { from: 0, ms: 0 },
    hasTimes = false,
    clock = REAL,
  }: BankOptions = {}) {
    this.#options = { rounds, step, latency, end, outage, hasTimes, clock };
    this.#from = clock.now();
  }

  startsOf = ({ memberGuid }: MemberId): number => this.#accounts.get(memberGuid)?.starts ?? 0;

  /** A job already runs, or has already asked `round` questions. */
  begin({ memberGuid }: MemberId, round = 0): void {
    const now = this.#now();
    this.#accounts.set(memberGuid, { round, since: now, began: now, starts: 0 });
  }

  startJob({ member }: { readonly member: MemberId }, options?: CallOptions): Promise<Reading> {
    return this.#travel('startJob', member, options, () => {
      const account = this.#accounts.get(member.memberGuid);
      const { starts = 0 } = account ?? {};
      const now = this.#now();
      // A start does nothing while a job runs.
      const job =
        account && this.#isRunning(account) ? account : { round: 0, since: now, began: now };
      this.#accounts.set(member.memberGuid, { ...job, starts: starts + 1 });
      return this.#dated(member, running(starts === 0 ? 'CREATED' : 'CONNECTED'));
    });
  }

  readStatus({ member }: { readonly member: MemberId }, options?: CallOptions): Promise<Reading> {
    return this.#travel('readStatus', member, options, () => this.#show(member));
  }

  submitAnswers(
    { member, answers }: { readonly member: MemberId; readonly answers: readonly Answer[] },
    options?: CallOptions,
  ): Promise<Reading> {
    return this.#travel('submitAnswers', member, options, () => {
      const { connectionStatus, challenges } = this.#show(member);
      for (const answer of answers) this.received.push({ ...answer, member: member.memberGuid });
      const account = this.#accounts.get(member.memberGuid);
      if (connectionStatus !== 'CHALLENGED' || !account)
        throw new MxError('notAllowed', { status: 405 });
      if (answers[0]?.guid !== challenges[0]?.guid)
        throw new MxError('badRequest', { status: 400 });
      account.round += 1;
      account.since = this.#now();
      return this.#dated(member, running('RESUMED'));
    });
  }

  #now = (): number => this.#options.clock.now();

  #wait = (ms: number): Promise<void> =>
    new Promise((resolve) => this.#options.clock.setTimeout(() => resolve(), ms));

  #isStepping = ({ since }: Account): boolean => this.#now() - since < this.#options.step;

  #isRunning = (account: Account): boolean =>
    account.round < this.#options.rounds || this.#isStepping(account);

  #show(member: MemberId): Reading {
    const account = this.#accounts.get(member.memberGuid);
    return account ? this.#dated(member, this.#shown(member, account)) : idle('CONNECTED');
  }

  #shown({ memberGuid }: MemberId, account: Account): Reading {
    const { round, began } = account;
    if (this.#isStepping(account)) return running(round === 0 ? 'CREATED' : 'RESUMED');
    return this.#isRunning(account)
      ? challenged(`${memberGuid}-${began}-${round + 1}`)
      : idle(this.#options.end);
  }

  /** A reading with the times of the member's job. */
  #dated({ memberGuid }: MemberId, reading: Reading): Reading {
    const account = this.#accounts.get(memberGuid);
    if (!account || !this.#options.hasTimes) return reading;
    // The bank's calendar runs a thousand times as fast, because two times in the same second would be equal.
    const inWords = (ms: number) => new Date(this.#from + (ms - this.#from) * 1_000).toISOString();
    const isDone = !reading.isBeingAggregated && reading.connectionStatus === 'CONNECTED';
    return {
      ...reading,
      aggregatedAt: inWords(account.began),
      successfullyAggregatedAt: isDone ? inWords(account.since + this.#options.step) : null,
    };
  }

  async #travel(
    call: BankCall['call'],
    { memberGuid }: MemberId,
    { priority = 0 }: CallOptions = {},
    effect: () => Reading,
  ): Promise<Reading> {
    this.calls.push({ call, member: memberGuid, at: this.#now(), priority });
    const { latency, outage } = this.#options;
    if (latency > 0) await this.#wait(latency / 2);
    if (this.fault) throw this.fault;
    const passed = this.#now() - this.#from;
    if (passed >= outage.from && passed < outage.from + outage.ms) throw new MxError('unreachable');
    const reading = effect();
    if (latency > 0) await this.#wait(latency / 2);
    return reading;
  }
}
