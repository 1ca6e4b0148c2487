import {
  type Answer,
  type CallOptions,
  type MemberId,
  type MemberPort,
  MxError,
  type Reading,
} from '@mx-member/machine/step';
import { createMxSimulator, SCRIPT_PREFIX } from '@mx-member/simulator';
import { faultOfStatus } from '../../packages/http/src/web/faults.ts';
import { INSTITUTIONS, type Institution } from '../../packages/simulator/src/bank/institutions.ts';
import { BankRefusal } from '../../packages/simulator/src/bank/refusal.ts';
import { credentials } from './simulated.ts';

/**
 * The simulated bank as a port, without its API, for many members that exist as soon as they are named. The bank asks each member
 * `rounds` questions, takes every answer for the right one, and then connects the member.
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
  /**
   * Readings have `aggregatedAt` and `successfullyAggregatedAt`, so one poll is enough to show a success. @default
   * false
   */
  readonly hasTimes?: boolean;
}

export interface BankCall {
  readonly call: keyof MemberPort;
  readonly member: string;
  readonly at: number;
  readonly priority: number;
}

const [MX_BANK] = INSTITUTIONS as [Institution];

const NEVER = Number.MAX_SAFE_INTEGER;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export const memberOf = (index: number): MemberId => ({
  userGuid: `USR-${index}`,
  memberGuid: `MBR-${index}`,
});

const momentOf = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString();

export class Bank implements MemberPort {
  readonly calls: BankCall[] = [];
  /** All answers that have arrived. */
  readonly received: (Answer & { readonly member: string })[] = [];
  /** While this is set, each call throws it. */
  fault: Error | null = null;
  /** The guids of the members at the bank. */
  readonly #guids = new Map<string, string>();
  readonly #options: Required<BankOptions>;
  readonly #bank: ReturnType<typeof createMxSimulator>['bank'];

  constructor({
    rounds = 1,
    step = 1_000,
    latency = 0,
    end = 'CONNECTED',
    hasTimes = false,
  }: BankOptions = {}) {
    this.#options = { rounds, step, latency, end, hasTimes };
    this.#bank = createMxSimulator({
      now: () => Date.now(),
      step,
      challengeLifetime: NEVER,
      mostDenied: NEVER,
    }).bank;
  }

  startsOf = ({ memberGuid }: MemberId): number => {
    const guid = this.#guids.get(memberGuid);
    const { starts = [] } = guid === undefined ? {} : this.#bank.member(guid).received;
    return starts.filter(({ by }) => by === 'request').length;
  };

  /** A job already runs, or has already asked `round` questions. */
  begin({ memberGuid }: MemberId, round = 0): void {
    this.#create(memberGuid, { round, skipAggregation: false });
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

  #create(name: string, { round = 0, skipAggregation = true } = {}): string {
    const { rounds, end } = this.#options;
    const script = [...Array(rounds - round).fill('text'), end].join();
    const { guid } = this.#bank.createMember(this.#bank.createUser().guid, MX_BANK, {
      credentials: credentials(SCRIPT_PREFIX + script),
      skipAggregation,
    });
    this.#guids.set(name, guid);
    return guid;
  }

  /** What a request does, and MX's reply. */
  #arrive(call: BankCall['call'], { memberGuid: name }: MemberId, answers: readonly Answer[]) {
    for (const answer of answers) this.received.push({ ...answer, member: name });
    const guid = this.#guids.get(name) ?? this.#create(name);
    try {
      if (call === 'startJob') this.#bank.start(guid, 'aggregate');
      if (call === 'submitAnswers')
        this.#bank.resume(
          guid,
          answers.map((one) => ({ guid: one.guid, value: 'correct' })),
        );
    } catch (thrown) {
      if (!(thrown instanceof BankRefusal)) throw thrown;
      throw new MxError(faultOfStatus(thrown.status));
    }
    const { shown } = this.#bank.member(guid);
    return {
      connectionStatus: shown.status,
      isBeingAggregated: shown.isBeingAggregated,
      challenges: shown.challenges,
      ...(this.#options.hasTimes && {
        aggregatedAt: momentOf(shown.aggregatedAt),
        successfullyAggregatedAt: momentOf(shown.successfullyAggregatedAt),
      }),
    };
  }

  async #travel(
    call: BankCall['call'],
    member: MemberId,
    answers: readonly Answer[],
    { priority = 0 }: CallOptions = {},
  ): Promise<Reading> {
    this.calls.push({ call, member: member.memberGuid, at: Date.now(), priority });
    const { latency } = this.#options;
    if (latency > 0) await sleep(latency / 2);
    if (this.fault) throw this.fault;
    const reading = this.#arrive(call, member, answers);
    if (latency > 0) await sleep(latency / 2);
    return reading;
  }
}

/**
 * Lets the next call of a kind take effect, and holds back its reply.
 * @returns `arrived` resolves when the call has taken effect, and `release` lets it return.
 */
export function holdNext<Name extends keyof MemberPort>(port: MemberPort, name: Name) {
  const original = port[name].bind(port) as (...args: unknown[]) => Promise<Reading>;
  const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  port[name] = (async (...args: unknown[]) => {
    port[name] = original as MemberPort[Name];
    const reading = await original(...args);
    arrived.resolve();
    await released.promise;
    return reading;
  }) as MemberPort[Name];
  return { arrived: arrived.promise, release: released.resolve };
}
