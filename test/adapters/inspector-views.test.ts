import { inspectMember, inspectViews } from '@mx-member/adapters/inspector';
import { createHost } from '@mx-member/host';
import { memberMachine } from '@mx-member/machine';
import { createInspector, type StatelyInspectionEvent } from '@statelyai/inspect';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';

beforeEach(stopTime);
afterEach(releaseTime);

test('an inspector sees the phases of a host’s members and their reasons, without guids and answers', async () => {
  const messages: StatelyInspectionEvent[] = [];
  const inspector = inspectMember(
    (options) => createInspector({ send: (message) => messages.push(message) }, options),
    { hideGuids: true },
  );
  const host = await createHost({
    port: new Bank({ rounds: 1 }),
    observer: inspectViews(inspector, memberMachine),
  });
  const members = [memberOf(1), memberOf(2)];
  for (const member of members) await host.start({ member, job: 'aggregate' });
  await pass(15_000);
  for (const member of members) {
    const { prompt, challenges } = await host.view(member);
    const answers = challenges.map(({ guid }) => ({ guid, value: 'Xanadu-7' }));
    await host.answer(member, { answers, prompt });
  }
  await pass(30_000);
  await host.close();

  const machines = messages.filter(({ type }) => type === '@xstate.actor');
  expect(machines.map((message) => 'name' in message && message.name)).toEqual([
    'mxMember',
    'mxMember',
  ]);
  for (const { sessionId } of machines) {
    const own = messages.filter(
      (message) => message.type === '@xstate.snapshot' && message.sessionId === sessionId,
    );
    const states = own.map((message) => Object(Object(message).snapshot).value);
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
      'aggregating',
      'challenged',
      'resumed',
      'connected',
    ]);
    expect(own.at(-1)).toMatchObject({
      snapshot: {
        status: 'done',
        context: { member: { memberGuid: expect.stringMatching(/^\[member \d\]$/) } },
      },
      event: { because: expect.stringContaining('If ') },
    });
  }
  expect(JSON.stringify(messages)).not.toMatch(/(USR|MBR)-|Xanadu/);
});
