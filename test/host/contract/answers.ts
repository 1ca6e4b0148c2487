import { expect, test } from 'vitest';
import { INPUT, MEMBER, type WithHost } from './subject.ts';

/** What a host promises about answers. */
export function promisesOfAnswers(withHost: WithHost): void {
  test(
    'an answer that is sent three times at once arrives once',
    withHost({}, async (tools) => {
      await tools.host.start(INPUT);
      const view = await tools.until(({ needs }) => needs === 'answers');
      const results = await Promise.all([1, 2, 3].map(() => tools.answer(view)));
      // Over a network any of them can be first.
      const codes = results.map(({ problems }) => problems.map(({ code }) => code));
      expect(codes.toSorted((a, b) => a.length - b.length)).toEqual([
        [],
        ['superseded'],
        ['superseded'],
      ]);
      await tools.until(({ outcome }) => outcome !== null);
      expect(tools.bank.received).toHaveLength(1);
    }),
  );

  test(
    'an invalid answer is refused with a reason, and nothing is sent',
    withHost({}, async (tools) => {
      await tools.host.start(INPUT);
      const view = await tools.until(({ needs }) => needs === 'answers');
      const { prompt } = view;
      const none = await tools.host.answer(MEMBER, { answers: [], prompt });
      expect(none.problems).toMatchObject([{ code: 'missing' }]);
      expect(none.view.problems).toEqual(none.problems);
      const empty = await tools.answer(view, ' ');
      expect(empty.problems).toMatchObject([{ code: 'empty' }]);
      const given = { answers: [], prompt: 'one' } as never;
      await expect(tools.host.answer(MEMBER, given)).rejects.toMatchObject({ code: 'invalid' });
      expect(tools.bank.received).toEqual([]);
    }),
  );

  test(
    'an answer to an earlier prompt is superseded, even after the outcome',
    withHost({ rounds: 2 }, async (tools) => {
      await tools.host.start(INPUT);
      const first = await tools.until(({ needs }) => needs === 'answers');
      await tools.answer(first);
      const second = await tools.until(({ needs, round }) => needs === 'answers' && round === 2);
      expect((await tools.answer(first)).problems).toMatchObject([{ code: 'superseded' }]);
      await tools.answer(second);
      await tools.until(({ outcome }) => outcome !== null);
      const late = await tools.answer(second);
      expect(late.problems.map(({ code }) => code)).toEqual(['superseded']);
      expect(late.view.state).toBe('connected');
      expect(tools.bank.received).toHaveLength(2);
    }),
  );
}
