import {
  type Answer,
  type CallOptions,
  type MemberId,
  type MemberPort,
  MxError,
  type Reading,
  statusOf,
} from '@mx-member/machine/step';
import {
  type Bank as BankMember,
  idleBank,
  isBusy,
  type Outcome,
  possibleChanges,
  possibleOutcomes,
  type Sent,
  withOwnJob,
} from '../../packages/simulator/src/model/model.ts';
import { guidOf, readingOf } from './faces.ts';

/**
 * A fake port with a bank for many members: one way through the model of MX's member. The bank asks each member
 * `rounds` questions, then connects the member.
 */

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
  readonly call: Sent['call'];
  readonly member: string;
  readonly at: number;
  readonly priority: number;
}

/** A member at the bank. */
interface Account {
  readonly bank: BankMember;
  /** How many questions the job has asked. */
  readonly round: number;
  /** When the current step of the job began. */
  readonly since: number;
  readonly starts: number;
}

/** A member that MX has just created, without a job. */
const NEW: Account = {
  bank: idleBank({ status: 'CREATED', started: null, succeeded: null }),
  round: 0,
  since: 0,
  starts: 0,
};

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
    const bank = withOwnJob(NEW.bank, false);
    this.#accounts.set(memberGuid, { ...NEW, bank, round, since: this.#now() });
  }

  startJob({ member }: { readonly member: MemberId }, options?: CallOptions): Promise<Reading> {
    return this.#travel('startJob', member, [], options);
  }

  readStatus({ member }: { readonly member: MemberId }, options?: CallOptions): Promise<Reading> {
    return this.#travel('readStatus', member, [], options);
  }

  submitAnswers(
    { member, answers }: { readonly member: MemberId; readonly answers: readonly Answer[] },
    options?: CallOptions,
  ): Promise<Reading> {
    return this.#travel('submitAnswers', member, answers, options);
  }

  #now = (): number => this.#options.clock.now();

  #wait = (ms: number): Promise<void> =>
    new Promise((resolve) => this.#options.clock.setTimeout(() => resolve(), ms));

  /** What the bank does next by itself: it asks, or the job ends. */
  #goOn(account: Account): Account {
    const { rounds, step, end } = this.#options;
    const { bank, round, since } = account;
    const now = this.#now();
    if (!isBusy(bank) || now - since < step) return account;
    const endings = [{ status: end, reason: statusOf(end)?.reason ?? null }];
    const ways = possibleChanges(bank, { endings, passing: [], questionsPerRound: 1 }, now);
    const next = round < rounds ? ['asked'] : ['endedWell', 'endedBadly'];
    const way = ways.find(({ belief }) => next.includes(belief));
    return way ? { ...account, bank: way.bank, round: round + 1 } : account;
  }

  /** What a request does, and MX's reply. Of several outcomes, the first in which MX does what was asked for. */
  #arrive(call: Sent['call'], { memberGuid }: MemberId, answers: readonly Answer[]): Reading {
    for (const answer of answers) this.received.push({ ...answer, member: memberGuid });
    const now = this.#now();
    const prefix = `${memberGuid}-`;
    const account = this.#goOn(this.#accounts.get(memberGuid) ?? NEW);
    const given = answers.map(({ guid }) => guid);
    const questions = account.bank.face.questions.filter((one) =>
      given.includes(prefix + guidOf(one)),
    );
    const sent: Sent = call === 'submitAnswers' ? { call, questions, isRight: true } : { call };
    const outcomes = possibleOutcomes(account.bank, sent, now);
    const { bank, reply, isTaken } =
      outcomes.find((one) => one.isTaken) ?? (outcomes[0] as Outcome);
    const isStart = call === 'startJob';
    this.#accounts.set(memberGuid, {
      bank,
      round: isStart && isTaken ? 0 : account.round,
      since: isTaken ? now : account.since,
      starts: account.starts + Number(isStart),
    });
    if (typeof reply === 'string') throw new MxError(reply);
    return readingOf(reply, { flag: true, stamps: this.#options.hasTimes, prefix });
  }

  async #travel(
    call: Sent['call'],
    member: MemberId,
    answers: readonly Answer[],
    { priority = 0 }: CallOptions = {},
  ): Promise<Reading> {
    this.calls.push({ call, member: member.memberGuid, at: this.#now(), priority });
    const { latency, outage } = this.#options;
    if (latency > 0) await this.#wait(latency / 2);
    if (this.fault) throw this.fault;
    const passed = this.#now() - this.#from;
    if (passed >= outage.from && passed < outage.from + outage.ms) throw new MxError('unreachable');
    const reading = this.#arrive(call, member, answers);
    if (latency > 0) await this.#wait(latency / 2);
    return reading;
  }
}
