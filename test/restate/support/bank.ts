import type { MemberPort, Reading } from '@mx-member/machine/step';
import { Bank, type BankOptions } from '../../host/support/bank.ts';

/** In ms: nothing of what is tested here depends on how long a wait is. */
export const QUICK = {
  first: 20,
  spread: 0,
  busy: 50,
  busyMost: 50,
  needsUser: 50,
  needsUserMost: 50,
  failedMost: 200,
};

/** A bank that says when a job started and when it ended well, as MX does, so that one poll shows it. */
export class QuickBank extends Bank {
  constructor(options: BankOptions = {}) {
    super({ step: 20, ...options });
    // Own fields from here on: the class has them as methods.
    const start: Bank['startJob'] = (...args) => super.startJob(...args);
    const read: Bank['readStatus'] = (...args) => super.readStatus(...args);
    const submit: Bank['submitAnswers'] = (...args) => super.submitAnswers(...args);
    const times = {
      aggregatedAt: null as string | null,
      successfullyAggregatedAt: null as string | null,
    };
    const timed = (reading: Reading): Reading => {
      if (!reading.isBeingAggregated && reading.connectionStatus === 'CONNECTED')
        times.successfullyAggregatedAt ??= new Date().toISOString();
      return { ...reading, ...times };
    };
    this.startJob = async (...args) => {
      Object.assign(times, {
        aggregatedAt: new Date().toISOString(),
        successfullyAggregatedAt: null,
      });
      return timed(await start(...args));
    };
    this.readStatus = async (...args) => timed(await read(...args));
    this.submitAnswers = async (...args) => timed(await submit(...args));
  }
}

/** A call that does not return until the test says so. */
export interface Held {
  /** Resolves when the call has arrived, and the effect has happened. */
  readonly arrived: Promise<void>;
  release(): void;
}

/** Lets the next call of a kind arrive, and holds its reply. */
export function holdNext<Name extends keyof MemberPort>(port: MemberPort, name: Name): Held {
  const original = port[name].bind(port) as (...args: unknown[]) => Promise<Reading>;
  let release = () => {};
  let arrive = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  port[name] = (async (...args: unknown[]) => {
    port[name] = original as MemberPort[Name];
    const reading = await original(...args);
    arrive();
    await released;
    return reading;
  }) as MemberPort[Name];
  return { arrived, release };
}
