import type { BareView, MemberHost } from '@mx-member/machine/hosting';
import type { MemberId, MemberPort, MemberRecord } from '@mx-member/machine/step';
import type { Story } from '@mx-member/machine/trace';
import { type Bank, type BankOptions, memberOf } from '../../support/bank.ts';

/** A host under the contract, its time, and the actions of tests. */

/** An outcome as `onEnded` received it. */
export interface End {
  readonly member: MemberId;
  readonly view: BareView;
}

/** A change of a member's stored record. */
export interface Spoil {
  readonly member: MemberId;
  readonly change: (record: MemberRecord) => object;
}

/** A host under test. Some keep what happened to a member, and forget it with the member's user. */
export interface TestedHost extends MemberHost {
  explain?(member: MemberId): Promise<Story>;
  forget?(userGuid: string): Promise<unknown>;
}

/** A host under test, and its time. */
export interface Subject {
  /** Opens the host on its store. An outcome is not acknowledged if `onEnded` throws. */
  open(port: MemberPort, onEnded: (end: End) => void): Promise<TestedHost>;
  /**
   * Opens another host on the same store after a crash: the previous host was not closed.
   *
   * @param spoil Changes the stored record of a member in between.
   */
  crash(port: MemberPort, onEnded: (end: End) => void, spoil?: Spoil): Promise<TestedHost>;
  /** Lets `ms` pass, or less if a condition becomes true earlier. */
  pass(ms: number, isOver?: () => boolean): Promise<void>;
  /** Removes everything. */
  remove(): Promise<void>;
}

/** The member of all tests. */
export const MEMBER = memberOf(1);
export const INPUT = { member: MEMBER, job: 'aggregate' } as const;

/** The record of {@link MEMBER} as another version would write it. */
export const OF_ANOTHER_VERSION: Spoil = {
  member: MEMBER,
  change: (record) => ({ ...record, schema: record.schema + 1 }),
};

/** Makes a test with a host at a bank, and cleans up after it. */
export type WithHost = (
  options: BankOptions,
  run: (tools: Tools) => Promise<void>,
) => () => Promise<void>;

/** A host at a bank, and the actions of tests. */
export interface Tools {
  readonly host: TestedHost;
  readonly bank: Bank;
  readonly ends: End[];
  /** Whether `onEnded` resolves. */
  acknowledges: boolean;
  readonly pass: Subject['pass'];
  /** The host crashes, and another one continues. */
  crash(spoil?: Spoil): Promise<void>;
  /** Lets time pass until the view matches. */
  until(isSo: (view: BareView) => boolean): Promise<BareView>;
  answer(view: BareView, value?: string): ReturnType<MemberHost['answer']>;
  /** Lets time pass until the promise settles. @returns Its value, and how long it took. */
  during<Value>(promise: Promise<Value>): Promise<readonly [Value, number]>;
}

/** How long a test waits before it fails, in ms. */
export const PATIENCE = 120_000;

export async function toolsOf(subject: Subject, bank: Bank): Promise<Tools> {
  const ends: End[] = [];
  const onEnded = (end: End) => {
    ends.push(end);
    if (!tools.acknowledges) throw new Error('not acknowledged');
  };
  let host = await subject.open(bank, onEnded);
  const during: Tools['during'] = async (promise) => {
    const from = Date.now();
    let isOver = false;
    const ended = promise.finally(() => {
      isOver = true;
    });
    ended.catch(() => {});
    await subject.pass(PATIENCE, () => isOver);
    return [await ended, Date.now() - from] as const;
  };
  const tools: Tools = {
    get host() {
      return host;
    },
    bank,
    ends,
    acknowledges: true,
    pass: subject.pass,
    crash: async (spoil) => {
      host = await subject.crash(bank, onEnded, spoil);
    },
    async until(isSo) {
      const follow = async () => {
        let view = await host.view(MEMBER);
        while (!isSo(view)) view = await host.next(MEMBER, { revision: view.revision });
        return view;
      };
      return (await during(follow()))[0];
    },
    answer: ({ challenges, prompt }, value = 'correct') =>
      host.answer(MEMBER, { answers: challenges.map(({ guid }) => ({ guid, value })), prompt }),
    during,
  };
  return tools;
}
