import {
  type Answer,
  type CallOptions,
  type MemberId,
  type MemberPort,
  MxError,
  type Reading,
} from '@mx-member/machine/step';
import { challenged, idle, running } from '../../support/fake-member.ts';

/** A bank for many members, by the clock of `Date`: each is asked `rounds` questions, and connects. */

export interface BankOptions {
  /** Questions, one after the other. @default 1 */
  readonly rounds?: number;
  /** How long each step of a job takes, in ms. @default 1000 */
  readonly step?: number;
  /** How long each call takes, in ms: the effect is half-way. @default 0 */
  readonly latency?: number;
  /** The status in which a job ends. @default 'CONNECTED' */
  readonly end?: string;
  /** MX is down for so long, in ms since the beginning. @default never */
  readonly outage?: { readonly from: number; readonly ms: number };
}

export interface BankCall {
  readonly call: 'startJob' | 'readStatus' | 'submitAnswers';
  readonly member: string;
  readonly at: number;
  readonly priority: number;
}

interface Account {
  round: number;
  since: number;
  starts: number;
}

export const memberOf = (index: number): MemberId => ({
  userGuid: `USR-${index}`,
  memberGuid: `MBR-${index}`,
});

export class Bank implements MemberPort {
  readonly calls: BankCall[] = [];
  /** Every answer that arrived. */
  readonly received: (Answer & { readonly member: string })[] = [];
  /** Thrown by each call while it is set. */
  fault: Error | null = null;
  readonly #accounts = new Map<string, Account>();
  readonly #options: Required<BankOptions>;
  readonly #from = Date.now();

  constructor({
    rounds = 1,
    step = 1_000,
    latency = 0,
    end = 'CONNECTED',
    outage = { from: 0, ms: 0 },
  }: BankOptions = {}) {
    this.#options = { rounds, step, latency, end, outage };
  }

  startsOf = ({ memberGuid }: MemberId): number => this.#accounts.get(memberGuid)?.starts ?? 0;

  /** A job runs already, or has asked `round` questions before. */
  begin({ memberGuid }: MemberId, round = 0): void {
    this.#accounts.set(memberGuid, { round, since: Date.now(), starts: 0 });
  }

  startJob({ member }: { readonly member: MemberId }, options?: CallOptions): Promise<Reading> {
    return this.#travel('startJob', member, options, () => {
      const { starts = 0 } = this.#accounts.get(member.memberGuid) ?? {};
      this.#accounts.set(member.memberGuid, { round: 0, since: Date.now(), starts: starts + 1 });
      return running('CONNECTED');
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
      account.since = Date.now();
      return running('RESUMED');
    });
  }

  #show({ memberGuid }: MemberId): Reading {
    const account = this.#accounts.get(memberGuid);
    if (!account) return idle('CONNECTED');
    const { rounds, step, end } = this.#options;
    const { round, since, starts } = account;
    if (Date.now() - since < step) return running(round === 0 ? 'CONNECTED' : 'RESUMED');
    return round < rounds ? challenged(`${memberGuid}-${starts}-${round + 1}`) : idle(end);
  }

  async #travel(
    call: BankCall['call'],
    { memberGuid }: MemberId,
    { priority = 0 }: CallOptions = {},
    effect: () => Reading,
  ): Promise<Reading> {
    this.calls.push({ call, member: memberGuid, at: Date.now(), priority });
    const { latency, outage } = this.#options;
    if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency / 2));
    if (this.fault) throw this.fault;
    const passed = Date.now() - this.#from;
    if (passed >= outage.from && passed < outage.from + outage.ms) throw new MxError('unreachable');
    const reading = effect();
    if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency / 2));
    return reading;
  }
}
