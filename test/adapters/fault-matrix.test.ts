import { parseFault } from '@mx-member/simulator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openMember } from '../support/end-to-end-member.ts';
import { expectBankAgrees, outcomeOf } from '../support/expect-bank-agrees.ts';
import { releaseTime, stopTime } from '../support/fake-timers.ts';

/**
 * Every fault at every call of a lifecycle with two rounds of questions, whose user answers right, whose client waits
 * ten seconds for a reply, and whose member is CONNECTED from a job before.
 *
 * The table says how it ends when the fault strikes **every** time. A fault that passes is survived: the member connects,
 * unless MX has said that the key, the member or the request is wrong, which ends it at once. `readMember` only explains
 * an end, and `challenges` is called where a status comes without its questions; while those cannot be read, the bank
 * waits in vain.
 */
const TABLE = `
fault                            start        status       readMember challenges   resume
delay=3000                       connected    connected    connected  connected    connected
delay=15000                      unreachable  unreachable  connected  expired      connected
delay=15000-after                unreachable  unreachable  connected  expired      connected
drop-before                      unreachable  unreachable  connected  expired      expired
drop-after                       unreachable  unreachable  connected  expired      connected

400                              refused      refused      connected  refused      expired
401                              unauthorized unauthorized connected  unauthorized unauthorized
403                              forbidden    forbidden    connected  forbidden    forbidden
404                              notFound     notFound     connected  notFound     notFound
405                              refused      refused      connected  refused      expired
406                              refused      refused      connected  refused      expired
408                              unreachable  unreachable  connected  expired      expired
409                              tookTooLong  unreachable  connected  expired      expired
422                              refused      refused      connected  refused      expired
429                              unreachable  unreachable  connected  expired      expired
429/30                           unreachable  unreachable  connected  expired      expired
500                              unreachable  unreachable  connected  expired      expired
500-after                        unreachable  unreachable  connected  expired      connected
502                              unreachable  unreachable  connected  expired      expired
503                              unreachable  unreachable  connected  expired      expired
503/20-after                     unreachable  unreachable  connected  expired      connected
504                              unreachable  unreachable  connected  expired      expired

malformed                        unreachable  unreachable  connected  expired      connected
truncated                        unreachable  unreachable  connected  expired      connected
stale                            connected    abandoned    connected  expired      connected

omit=connection_status           unreachable  unreachable  connected  connected    connected
omit=is_being_aggregated         connected    connected    connected  connected    connected
omit=challenges                  connected    connected    connected  connected    connected
omit=guid                        connected    connected    connected  expired      connected
omit=aggregated_at               connected    connected    connected  connected    connected
omit=successfully_aggregated_at  connected    connected    connected  connected    connected
add=self=https                   connected    connected    connected  connected    connected
add=connection_status=7          unreachable  unreachable  connected  connected    connected
add=connection_status=BRAND_NEW  connected    tookTooLong  connected  connected    connected
add=is_being_aggregated=yes      unreachable  unreachable  connected  connected    connected
add=challenges=none              unreachable  unreachable  connected  connected    connected
integer-types                    connected    connected    connected  connected    connected
`;

const FATAL = ['refused', 'unauthorized', 'forbidden', 'notFound'];

const [CALLS = [], ...ROWS] = TABLE.split('\n')
  .filter((line) => line !== '')
  .map((line) => line.split(/ +/));

const CASES = ROWS.flatMap(([fault = '', ...ends]) =>
  ends.flatMap((always, column) => {
    const call = CALLS[column + 1] ?? '';
    const passed = FATAL.includes(always) ? always : 'connected';
    return [
      { fault, call, times: 'once', rule: `${call}:${fault}:1`, end: passed },
      { fault, call, times: 'three times', rule: `${call}:${fault}:3`, end: passed },
      { fault, call, times: 'every time', rule: `${call}:${fault}`, end: always },
    ];
  }),
);

beforeEach(stopTime);
afterEach(releaseTime);

describe('whatever strikes, it ends where the bank says, and no answer is sent but by its user', () => {
  test.each(CASES)('$fault at $call, $times: $end', async ({ call, rule, end }) => {
    const faults = [rule, ...(call === 'challenges' ? ['status:omit=challenges'] : [])];
    const live = await openMember({
      before: 'correct',
      password: 'simulate:options,token',
      simulator: { faults: faults.map(parseFault) },
    });
    await live.toEnd();
    expect(outcomeOf(live)).toBe(end);
    expectBankAgrees(live);
  });
});
