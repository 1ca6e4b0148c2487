import { describe, expect, test } from 'vitest';
import { CONFIGURATIONS } from '../../support/explore/configurations.ts';
import { boundsOf, cyclesOf } from '../../support/explore/liveness.ts';
import { search, wayTo } from '../../support/explore/search.ts';
import { textOf } from '../../support/explore/text.ts';

/** More worlds than this are a new field that grows without end. */
const LIMIT = 100_000;

/** How many current polls it takes until the user is asked what the bank asks, and until an end is seen. */
const BOUNDS: Readonly<Record<string, { readonly asked: number; readonly ended: number }>> = {
  // Two where the reply to answers was lost: the same question has to be seen again.
  everything: { asked: 2, ended: 2 },
  'an error from before': { asked: 2, ended: 2 },
};

describe.each(CONFIGURATIONS.map((config) => ({ config })))('$config.name', ({ config }) => {
  const found = search(config, { limit: LIMIT });
  const { graph } = found;

  test('closes, and what was merged goes on alike', () => {
    expect(found.closed).toBe(true);
    expect(found.checked).toBeGreaterThan(0);
    expect(found.unlike).toEqual([]);
  });

  test('nothing happens that must not', () => {
    const violations = found.violations.map(
      ({ rule, world, move }) => `${rule}\n${textOf(wayTo(graph, config, world, [move]), config)}`,
    );
    expect(violations).toEqual([]);
  });

  test('the user is asked, and an end comes', () => {
    const cycles = cyclesOf(found).map(
      ({ rule, world, moves }) =>
        `${rule}\n${textOf(wayTo(graph, config, world, moves), config, moves.length)}`,
    );
    expect(cycles).toEqual([]);
  });

  test('it takes no more polls than it must', () => {
    const { asked, ended } = boundsOf(found);
    expect({ asked: asked.count, ended: ended.count }).toEqual(BOUNDS[config.name]);
  });
});
