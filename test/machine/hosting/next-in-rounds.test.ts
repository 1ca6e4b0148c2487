import { begin, recordView } from '@mx-member/machine';
import { HostError, nextInRounds } from '@mx-member/machine/hosting';
import { describe, expect, test } from 'vitest';
import { MEMBER } from '../../support/fake-member.ts';

describe('next, in rounds', () => {
  const same = recordView(begin({ member: MEMBER, job: 'aggregate' }).record);
  const other = { ...same, revision: same.revision + 1 };

  /** Asks with a clock that each round advances by its whole wait. */
  async function rounds(wait: number | undefined, views: readonly (typeof same)[]) {
    let now = 0;
    const waits: number[] = [];
    const view = await nextInRounds(
      async (left) => {
        waits.push(left);
        now += left;
        return views[waits.length - 1] ?? same;
      },
      { revision: same.revision, ...(wait !== undefined && { wait }) },
      () => now,
    );
    return { view, waits };
  }

  test('waits 25 s by default', async () => {
    expect(await rounds(undefined, [])).toEqual({ view: same, waits: [25_000] });
  });

  test('asks again until the wait has passed', async () => {
    expect((await rounds(60_000, [])).waits).toEqual([25_000, 25_000, 10_000]);
    expect((await rounds(0, [])).waits).toEqual([0]);
    expect((await rounds(-5, [])).waits).toEqual([0]);
    expect((await rounds(0.5, [])).waits).toEqual([1]);
  });

  test('returns another view at once', async () => {
    expect(await rounds(60_000, [same, other])).toEqual({ view: other, waits: [25_000, 25_000] });
  });

  test('rejects with the error of a round', async () => {
    const attempt = nextInRounds(
      async () => {
        throw new HostError('notFound', 'unknown');
      },
      { revision: 1 },
      () => 0,
    );
    await expect(attempt).rejects.toMatchObject({ code: 'notFound' });
  });
});
