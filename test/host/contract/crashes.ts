import { expect, test } from 'vitest';
import { INPUT, MEMBER, OF_ANOTHER_VERSION, PATIENCE, type WithHost } from './subject.ts';

/** What a host promises after a crash, and about records that it cannot read. */
export function promisesAfterCrashes(withHost: WithHost, losesWaits: boolean): void {
  test(
    'after a crash a question is shown only after a poll, and the answer arrives once',
    withHost({ step: 2_000 }, async (tools) => {
      await tools.host.start(INPUT);
      const view = await tools.until(({ needs }) => needs === 'answers');
      await tools.crash();
      // The answer waits for the first poll.
      const [answered] = await tools.during(tools.answer(view));
      expect(answered.problems).toEqual([]);
      const end = await tools.until(({ outcome }) => outcome !== null);
      expect(end.revision).toBeGreaterThan(view.revision);
      expect(end.state).toBe('connected');
      expect(tools.bank.received).toHaveLength(1);
      expect(tools.bank.startsOf(MEMBER)).toBe(1);
    }),
  );

  if (losesWaits)
    test(
      'while MX is down after a crash an answer is refused as notYet',
      withHost({}, async (tools) => {
        await tools.host.start(INPUT);
        const view = await tools.until(({ needs }) => needs === 'answers');
        tools.bank.fault = new Error('down');
        await tools.crash();
        expect(await tools.host.view(MEMBER)).toMatchObject({ needs: null, busy: true });
        const [answered, took] = await tools.during(tools.answer(view));
        expect(answered.problems).toMatchObject([{ code: 'notYet' }]);
        expect(took).toBeGreaterThanOrEqual(10_000);
        expect(tools.bank.received).toEqual([]);
      }),
    );

  test(
    'a record of another version makes every call reject as unreadable, and is not changed',
    withHost({}, async (tools) => {
      await tools.host.start(INPUT);
      const view = await tools.until(({ needs }) => needs === 'answers');
      await tools.crash(OF_ANOTHER_VERSION);
      const { length } = tools.bank.calls;
      const message = expect.stringContaining('A start with replace sets it aside.');
      const unreadable = { name: 'HostError', code: 'unreadable', message };
      await expect(tools.host.view(MEMBER)).rejects.toMatchObject(unreadable);
      await expect(tools.host.next(MEMBER, view)).rejects.toMatchObject(unreadable);
      await expect(tools.host.hint(MEMBER)).rejects.toMatchObject(unreadable);
      await expect(tools.host.cancel(MEMBER)).rejects.toMatchObject(unreadable);
      await expect(tools.answer(view)).rejects.toMatchObject(unreadable);
      await expect(tools.host.start(INPUT)).rejects.toMatchObject(unreadable);
      await tools.pass(5_000);
      expect(tools.bank.calls).toHaveLength(length);
    }),
  );

  test(
    'a start that replaces an unreadable record follows an open question, and starts nothing',
    withHost({}, async (tools) => {
      await tools.host.start(INPUT);
      const view = await tools.until(({ needs }) => needs === 'answers');
      await tools.crash(OF_ANOTHER_VERSION);
      const begun = await tools.host.start(INPUT, { replace: true });
      expect(begun.revision).toBeGreaterThan(view.revision);
      const again = await tools.until(({ needs }) => needs === 'answers');
      expect((await tools.answer(again)).problems).toEqual([]);
      const end = await tools.until(({ outcome }) => outcome !== null);
      expect(end).toMatchObject({ state: 'connected', outcome: { fresh: false } });
      expect(tools.bank.startsOf(MEMBER)).toBe(1);
      expect(tools.bank.received).toHaveLength(1);
    }),
  );

  test(
    'a start that replaces an unreadable record polls first, and starts the job if none runs',
    withHost({ rounds: 0 }, async (tools) => {
      await tools.host.start(INPUT);
      const end = await tools.until(({ outcome }) => outcome !== null);
      await tools.crash(OF_ANOTHER_VERSION);
      const { length } = tools.bank.calls;
      await tools.host.start(INPUT, { replace: true });
      const second = await tools.until(({ outcome }) => outcome !== null);
      expect(second.revision).toBeGreaterThan(end.revision);
      const calls = tools.bank.calls.slice(length).map(({ call }) => call);
      expect(calls.slice(0, 2)).toEqual(['readStatus', 'startJob']);
      expect(tools.bank.startsOf(MEMBER)).toBe(2);
      // A readable record is not replaced.
      expect(await tools.host.start(INPUT, { replace: true })).toEqual(second);
    }),
  );

  test(
    'an outcome that was not acknowledged is reported again after a restart, even if the member was started again',
    withHost({ rounds: 0 }, async (tools) => {
      tools.acknowledges = false;
      await tools.host.start(INPUT);
      const end = await tools.until(({ outcome }) => outcome !== null);
      await tools.pass(100);
      await tools.host.start(INPUT, { after: end.revision });
      tools.acknowledges = true;
      tools.ends.length = 0;
      await tools.crash();
      await tools.pass(PATIENCE, () => tools.ends.length > 0);
      expect(tools.ends).toEqual([{ member: MEMBER, view: end }]);
      const second = await tools.until(({ outcome }) => outcome !== null);
      await tools.pass(100);
      await tools.crash();
      await tools.pass(5_000);
      expect(tools.ends).toEqual([
        { member: MEMBER, view: end },
        { member: MEMBER, view: second },
      ]);
      expect(await tools.host.view(MEMBER)).toEqual(second);
    }),
  );
}
