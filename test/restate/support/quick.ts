import type { MemberPort, Reading } from '@mx-member/machine/step';
import { Bank, type BankOptions } from '../../support/bank.ts';

/** In ms. These tests do not depend on the length of a wait. */
export const QUICK = {
  first: 20,
  spread: 0,
  busy: 50,
  busyMost: 50,
  needsUser: 50,
  needsUserMost: 50,
  failedMost: 200,
};

/** A bank whose members connect at once, after one poll. */
export const quickBank = (options: BankOptions = {}): Bank =>
  new Bank({ step: 20, hasTimes: true, ...options });

/** A call that does not return until the test releases it. */
export interface Held {
  /** Resolves after the call has arrived and taken effect. */
  readonly arrived: Promise<void>;
  release(): void;
}

/** Lets the next call of a kind take effect, and holds back its reply. */
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
