import {
  BELIEFS,
  type Belief,
  type BeliefName,
  MARKS,
} from '../../packages/simulator/src/model/beliefs.ts';
import { codes, table } from './markdown.ts';

/** What a row of a table of judging is good for, and the tables of `rules.md` that say it. */
export interface Grounds {
  /** What goes wrong without the row. */
  readonly without: string;
  /** What it rests on. Without a belief: a choice of the specification. */
  readonly beliefs: readonly BeliefName[];
  /** What of it no belief says, so that the specification chose it. */
  readonly choice?: string;
  /** A vector that fails without it; of an owner, in which it decides. */
  readonly shownBy: string;
}

/** Beliefs in words, by their marks. */
function restsOn({ beliefs, choice }: Grounds): string {
  const marked = MARKS.flatMap((mark) => {
    const names = beliefs.filter((name) => (BELIEFS[name] as Belief).mark.startsWith(mark));
    return names.length > 0 ? [`${mark}: ${codes(names)}`] : [];
  });
  const chosen = choice === undefined ? [] : [`a choice: ${choice}`];
  return [...marked, ...chosen].join('; ') || 'a choice';
}

/** Where MX says what a row rests on: tags of `docs/sources.md`. */
export const sourcesOf = (names: readonly BeliefName[]): string =>
  [...new Set(names.flatMap((name) => (BELIEFS[name] as Belief).source?.split(', ') ?? []))].join(
    ', ',
  );

/**
 * What each row of a table is good for.
 *
 * @param rows Each with its name, as the specification has it. A text says why a row has no grounds.
 * @param linkOf A link to the text of a vector.
 */
export const reasonTable = (
  rows: readonly (readonly [name: string, grounds: Grounds | string])[],
  linkOf: (id: string) => string,
): string =>
  table(
    ['row', 'without it', 'rests on', 'shown by'],
    rows.map(([name, grounds]) =>
      typeof grounds === 'string'
        ? [name, grounds, '', '']
        : [name, grounds.without, restsOn(grounds), linkOf(grounds.shownBy)],
    ),
  );
