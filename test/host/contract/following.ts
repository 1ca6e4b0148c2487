import { expect, test } from 'vitest';
import { INPUT, MEMBER, type WithHost } from './subject.ts';

/** What a host promises to those who follow a member: views, hints, the outcome. */
export function promisesOfFollowing(withHost: WithHost): void {
  test(
    'a member goes through two rounds to connected, and its outcome is reported until acknowledged',
    withHost({ rounds: 2 }, async (tools) => {
      await tools.host.start(INPUT);
      for (const round of [1, 2]) {
        const view = await tools.until(({ needs }) => needs === 'answers');
        expect(view).toMatchObject({ state: 'challenged', round });
        const answered = await tools.answer(view);
        expect(answered).toMatchObject({ problems: [], view: { state: 'resumed', busy: true } });
      }
      const end = await tools.until(({ outcome }) => outcome !== null);
      expect(end).toMatchObject({ state: 'connected', outcome: { fresh: true } });
      await tools.pass(100);
      expect(tools.ends).toEqual([{ member: MEMBER, view: end }]);
      expect(tools.bank.received.map(({ value }) => value)).toEqual(['correct', 'correct']);
      expect(tools.bank.startsOf(MEMBER)).toBe(1);
    }),
  );

  test(
    'a hint polls at once',
    withHost({}, async (tools) => {
      await tools.host.start(INPUT);
      await tools.until(({ needs }) => needs === 'answers');
      const before = tools.bank.calls.length;
      await tools.host.hint(MEMBER);
      // Without the hint, the next poll would be after 20 s.
      await tools.pass(10_000, () => tools.bank.calls.length > before);
      expect(tools.bank.calls.length).toBe(before + 1);
    }),
  );

  test(
    'a cancelled member has failed and is no longer polled',
    withHost({}, async (tools) => {
      await tools.host.start(INPUT);
      const end = await tools.host.cancel(MEMBER);
      expect(end).toMatchObject({ state: 'failed', outcome: { reason: 'cancelled' } });
      expect(await tools.host.cancel(MEMBER)).toEqual(end);
      expect(await tools.host.view(MEMBER)).toEqual(end);
      const { length } = tools.bank.calls;
      // The next poll would be within 5 s.
      await tools.pass(10_000);
      expect(tools.bank.calls).toHaveLength(length);
      expect(tools.ends).toEqual([{ member: MEMBER, view: end }]);
    }),
  );

  test(
    'next waits for another revision, and returns the same view when the wait has passed',
    withHost({ step: 5_000 }, async (tools) => {
      const { revision } = await tools.host.start(INPUT);
      const [shown] = await tools.during(tools.host.next(MEMBER, { revision, wait: 30_000 }));
      expect(shown.revision).not.toBe(revision);
      const question = await tools.until(({ needs }) => needs === 'answers');
      const [same, took] = await tools.during(
        tools.host.next(MEMBER, { revision: question.revision, wait: 2_000 }),
      );
      expect(same.revision).toBe(question.revision);
      expect(took).toBeGreaterThanOrEqual(2_000);
      const [old] = await tools.during(tools.host.next(MEMBER, { revision: 0 }));
      expect(old.revision).toBe(question.revision);
    }),
  );

  test(
    'next rejects when its signal aborts, and when the host is closed',
    withHost({ step: 60_000 }, async (tools) => {
      await tools.host.start(INPUT);
      await tools.pass(5_000);
      const { revision } = await tools.host.view(MEMBER);
      const abort = new AbortController();
      const aborted = tools.host.next(MEMBER, { revision, signal: abort.signal });
      abort.abort(new Error('enough'));
      await expect(aborted).rejects.toThrow('enough');
      const waiting = tools.host.next(MEMBER, { revision });
      const ended = expect(waiting).rejects.toMatchObject({ code: 'closed' });
      await tools.host.close();
      await ended;
      await expect(tools.host.view(MEMBER)).rejects.toMatchObject({ code: 'closed' });
      await expect(tools.host.start(INPUT)).rejects.toMatchObject({ code: 'closed' });
    }),
  );
}
