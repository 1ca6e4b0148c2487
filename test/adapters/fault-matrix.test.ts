import { parseFault } from '@mx-member/simulator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openMember } from '../support/end-to-end-member.ts';
import { expectBankAgrees, outcomeOf } from '../support/expect-bank-agrees.ts';
import { releaseTime, stopTime } from '../support/fake-timers.ts';

/**
 * Every fault at every call of a lifecycle with two rounds of questions. The user answers right, the client waits ten
 * seconds for a reply, and the member is CONNECTED from an earlier job.
 *
 * The table has the outcome if the fault happens **every** time. A fault that happens once is survived: the member
 * connects. There are two exceptions. If MX says that the key or the request is wrong, the lifecycle fails at once. If
 * two polls in a row say that the member does not exist, it fails too.
 *
 * A start or an answer whose reply is lost counts if it has arrived. `readMember` is the poll after an answer, and
 * explains an outcome. `challenges` is called if a status comes without its questions. While they cannot be read, the
 * bank waits in vain.
 */
const TABLE = `
fault                            start        status       readMember   challenges   resume
delay=3000                       connected    connected    connected    connected    connected
delay=15000                      connected    unreachable  unreachable  expired      connected
delay=15000-after                connected    unreachable  unreachable  expired      connected
drop-before                      tookTooLong  unreachable  unreachable  expired      expired
drop-after                       connected    unreachable  unreachable  expired      connected

400                              refused      refused      refused      refused      expired
401                              unauthorized unauthorized unauthorized expired      expired
403                              forbidden    forbidden    forbidden    forbidden    expired
404                              tookTooLong  notFound     notFound     notFound     expired
405                              refused      refused      refused      refused      expired
406                              refused      refused      refused      refused      expired
408                              tookTooLong  unreachable  unreachable  expired      expired
409                              tookTooLong  unreachable  unreachable  expired      expired
422                              refused      refused      refused      refused      expired
429                              tookTooLong  unreachable  unreachable  expired      expired
429/30                           tookTooLong  unreachable  unreachable  expired      expired
500                              tookTooLong  unreachable  unreachable  expired      expired
500-after                        connected    unreachable  unreachable  expired      connected
502                              tookTooLong  unreachable  unreachable  expired      expired
503                              tookTooLong  unreachable  unreachable  expired      expired
503/20-after                     connected    unreachable  unreachable  expired      connected
504                              tookTooLong  unreachable  unreachable  expired      expired
institution_maintenance_error    unavailable  unavailable  unavailable  unavailable  unavailable
institution_prevented_error      institutionBlocked institutionBlocked institutionBlocked institutionBlocked institutionBlocked

malformed                        connected    unreachable  unreachable  expired      connected
truncated                        connected    unreachable  unreachable  expired      connected
stale                            connected    expired      tookTooLong  expired      connected

omit=connection_status           connected    unreachable  unreachable  connected    connected
omit=is_being_aggregated         connected    connected    connected    connected    connected
omit=challenges                  connected    connected    connected    connected    connected
omit=guid                        connected    connected    connected    expired      connected
omit=aggregated_at               connected    connected    connected    connected    connected
omit=successfully_aggregated_at  connected    connected    connected    connected    connected
add=self=https                   connected    connected    connected    connected    connected
add=connection_status=7          connected    unreachable  unreachable  connected    connected
add=connection_status=BRAND_NEW  connected    expired      tookTooLong  connected    connected
add=is_being_aggregated=yes      connected    unreachable  unreachable  connected    connected
add=challenges=none              connected    unreachable  unreachable  connected    connected
integer-types                    connected    connected    connected    connected    connected
`;

const FATAL = ['refused', 'unauthorized', 'forbidden', 'unavailable', 'institutionBlocked'];
const POLLS = ['status', 'readMember', 'challenges'];

const [CALLS = [], ...ROWS] = TABLE.split('\n')
  .filter((line) => line !== '')
  .map((line) => line.split(/ +/));

const CASES = ROWS.flatMap(([fault = '', ...ends]) =>
  ends.flatMap((always, column) => {
    const call = CALLS[column + 1] ?? '';
    // A key that MX knew before is rotated, so a later poll succeeds.
    const isRotated = always === 'unauthorized' && POLLS.includes(call);
    const passed = FATAL.includes(always) && !isRotated ? always : 'connected';
    // A second poll confirms a 404.
    const thrice = always === 'notFound' && POLLS.includes(call) ? always : passed;
    return [
      { fault, call, times: 'once', rule: `${call}:${fault}:1`, end: passed },
      { fault, call, times: 'three times', rule: `${call}:${fault}:3`, end: thrice },
      { fault, call, times: 'every time', rule: `${call}:${fault}`, end: always },
    ];
  }),
);

beforeEach(stopTime);
afterEach(releaseTime);

describe('whatever fault happens, the outcome matches the bank, and only answers of the user are sent', () => {
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
