import { createHost } from '@mx-member/host';
import type { MemberHost } from '@mx-member/machine/hosting';
import { afterEach, beforeEach, expect } from 'vitest';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';

let hosts: MemberHost[] = [];

/** Opens a host that {@link eachWithHosts} closes after the test. */
export const open = async (...args: Parameters<typeof createHost>): Promise<MemberHost> => {
  const host = await createHost(...args);
  hosts.push(host);
  return host;
};

/** Gives each test of a file virtual time, and closes the hosts that it has opened. */
export function eachWithHosts(): void {
  beforeEach(stopTime);
  afterEach(async () => {
    const closing = Promise.all(hosts.map((host) => host.close()));
    // A hanging handler is abandoned after the time limit.
    await passUntilDone(closing, 10_000);
    hosts = [];
    releaseTime();
  });
}

/** Lets time pass until the work is done. @throws when it takes longer than `ms`. */
export async function passUntilDone(work: Promise<unknown>, ms: number): Promise<void> {
  const from = Date.now();
  let isDone = false;
  const ended = work.finally(() => {
    isDone = true;
  });
  await pass(ms + 1, () => isDone);
  await ended;
  expect(Date.now() - from).toBeLessThanOrEqual(ms);
}
