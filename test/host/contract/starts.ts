import { expect, test } from 'vitest';
import { INPUT, MEMBER, type WithHost } from './subject.ts';

/** What a host promises about starts, and about the ids in them. */
export function promisesOfStarts(withHost: WithHost): void {
  test(
    'a start while a lifecycle runs returns its view and starts nothing',
    withHost({}, async (tools) => {
      const [first, second] = await Promise.all([tools.host.start(INPUT), tools.host.start(INPUT)]);
      expect(second.revision).toBe(first.revision);
      await tools.until(({ needs }) => needs === 'answers');
      expect(await tools.host.start(INPUT)).toMatchObject({ needs: 'answers' });
      expect(tools.bank.startsOf(MEMBER)).toBe(1);
    }),
  );

  test(
    'another job while one runs is refused as busy',
    withHost({}, async (tools) => {
      await tools.host.start(INPUT);
      await expect(tools.host.start({ ...INPUT, job: 'verify' })).rejects.toMatchObject({
        name: 'HostError',
        code: 'busy',
      });
    }),
  );

  test(
    'after an outcome the same start returns the outcome, and with its revision it begins again',
    withHost({ rounds: 0 }, async (tools) => {
      await tools.host.start(INPUT);
      const end = await tools.until(({ outcome }) => outcome !== null);
      expect(await tools.host.start(INPUT)).toEqual(end);
      expect(await tools.host.start(INPUT, { after: end.revision - 1 })).toEqual(end);
      expect(tools.bank.startsOf(MEMBER)).toBe(1);
      const again = await tools.host.start(INPUT, { after: end.revision });
      expect(again).toMatchObject({ state: 'aggregating', outcome: null });
      expect(again.revision).toBeGreaterThan(end.revision);
      // Repeats the request, as after a lost reply.
      expect(await tools.host.start(INPUT, { after: end.revision })).toMatchObject({
        outcome: null,
      });
      await tools.until(({ outcome }) => outcome !== null);
      expect(tools.bank.startsOf(MEMBER)).toBe(2);
    }),
  );

  test(
    'an invalid input is refused as invalid',
    withHost({}, async (tools) => {
      const bad = { ...INPUT, job: 'rob' } as never;
      await expect(tools.host.start(bad)).rejects.toMatchObject({ code: 'invalid' });
      await expect(tools.host.start(null as never)).rejects.toMatchObject({ code: 'invalid' });
    }),
  );

  test(
    'a member that was never started is not found',
    withHost({}, async ({ host }) => {
      const notFound = { name: 'HostError', code: 'notFound' };
      const given = { answers: [], prompt: 1 };
      await expect(host.view(MEMBER)).rejects.toMatchObject(notFound);
      await expect(host.next(MEMBER, { revision: 1 })).rejects.toMatchObject(notFound);
      await expect(host.hint(MEMBER)).rejects.toMatchObject(notFound);
      await expect(host.cancel(MEMBER)).rejects.toMatchObject(notFound);
      await expect(host.answer(MEMBER, given)).rejects.toMatchObject(notFound);
    }),
  );

  test(
    'ids with any characters are kept apart',
    withHost({}, async ({ host }) => {
      await host.start({ ...INPUT, member: { userGuid: 'a","b', memberGuid: 'c' } });
      const other = { userGuid: 'a', memberGuid: 'b","c' };
      await expect(host.view(other)).rejects.toMatchObject({ code: 'notFound' });
    }),
  );
}
